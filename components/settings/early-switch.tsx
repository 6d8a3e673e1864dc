"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { earlyLabels, type EarlyRule, type FallbackView } from "#server/contract/fallback";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Field } from "#components/ui/field";
import { RadioGroup } from "#components/ui/radio-group";
import { Select } from "#components/ui/select";
import { toast } from "#client/ui/toast-store";

const thresholds = [50, 60, 70, 80, 90, 95] as const;
const choices = (["forecast", "threshold"] as const).map((value) => ({
  value,
  label: earlyLabels[value].name,
  description: earlyLabels[value].detail,
}));

/** When work leaves Claude before a usage window is used up. Only where it goes on with a local model by itself. */
export function EarlySwitch({ state: { mode, wish, early } }: { state: FallbackView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const update = useMutation(
    trpc.fallback.update.mutationOptions({
      onSuccess: () => toast.done("Fallback saved"),
      onError: (error) => toast.failed("The fallback could not be changed", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.fallback.state.queryFilter()),
    }),
  );
  const chosen: EarlyRule = (update.isPending ? update.variables.early : undefined) ?? early;
  const choose = (part: Partial<EarlyRule>): void => update.mutate({ mode, wish, early: { ...chosen, ...part } });
  return (
    <div className="flex flex-col gap-3">
      <Field label="Go over before a usage window is used up, from" className="max-w-80">
        <Select value={chosen.threshold} onChange={(event) => choose({ threshold: Number(event.target.value) })}>
          {[...new Set([...thresholds, chosen.threshold])]
            .toSorted((a, b) => a - b)
            .map((share) => (
              <option key={share} value={share}>
                {share} % on
              </option>
            ))}
        </Select>
      </Field>
      <RadioGroup legend="And then" options={choices} value={chosen.when} onValueChange={(when) => choose({ when })} />
      <p className="text-muted">
        At 95 % it goes over in any case, always between two turns. It comes back when the window begins anew.
      </p>
    </div>
  );
}
