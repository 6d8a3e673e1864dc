"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type FormEvent } from "react";
import { AddPriceInput, type PriceView } from "#server/contract/prices";
import { checkInput } from "#client/field-check";
import { fieldErrorsOf, messageOf } from "#client/request-error";
import { toast } from "#client/ui/toast-store";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { emptyPriceDraft, toPriceInput, type PriceDraft } from "./price-draft.ts";

const rates = [
  { name: "input", label: "Input" },
  { name: "output", label: "Output" },
  { name: "cacheWrite5m", label: "Cache write, 5 min" },
  { name: "cacheWrite1h", label: "Cache write, 1 h" },
  { name: "cacheRead", label: "Cache read" },
] as const;

interface AddPriceDialogProps {
  model: string;
  known: readonly PriceView[];
  onClose: () => void;
}

/** Enters a price from a day on. */
export function AddPriceDialog({ model, known, onClose }: AddPriceDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const formId = useId();
  const [draft, setDraft] = useState<PriceDraft>(() => emptyPriceDraft(model, new Date()));
  const [ownErrors, setOwnErrors] = useState<Readonly<Record<string, string>>>({});
  const add = useMutation(
    trpc.prices.add.mutationOptions({
      onSuccess: async () => {
        toast.done("Price added");
        onClose();
        await queryClient.invalidateQueries(trpc.prices.list.queryFilter());
      },
      onError: (error) => {
        if (Object.keys(fieldErrorsOf(error)).length === 0)
          toast.failed("The price could not be added", { detail: messageOf(error) });
      },
    }),
  );
  const errors: Readonly<Record<string, string>> = { ...fieldErrorsOf(add.error), ...ownErrors };
  const set = (name: keyof PriceDraft) => (event: { target: { value: string } }) => {
    const next = { ...draft, [name]: event.target.value };
    setDraft(next);
    // What was wrong is right as soon as it is.
    if (Object.keys(ownErrors).length > 0) setOwnErrors(checkInput(AddPriceInput, toPriceInput(next)));
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const input = toPriceInput(draft);
    const found = checkInput(AddPriceInput, input);
    setOwnErrors(found);
    if (Object.keys(found).length === 0 && !add.isPending) add.mutate(input);
  };
  const isKnown = known.some((price) => price.model === draft.model.trim());
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Add a price"
      description="For calls from that day on. Calls that were made keep their cost."
      className="max-w-lg"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" busy={add.isPending}>
            Add price
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={save} className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-[1fr_10rem]">
          <Field
            label="Model"
            hint={isKnown ? "It has a price; this one takes its place." : "Its exact name, as the provider writes it."}
            error={errors["model"]}
          >
            <Input
              className="font-mono text-xs"
              spellCheck={false}
              autoCapitalize="none"
              value={draft.model}
              onChange={set("model")}
            />
          </Field>
          <Field label="From" hint="Midnight UTC" error={errors["validFrom"]}>
            <Input type="date" value={draft.validFrom} onChange={set("validFrom")} />
          </Field>
        </div>
        <fieldset className="grid grid-cols-2 gap-4 sm:grid-cols-3">
          <legend className="mb-2 text-sm text-muted">Dollars per million tokens</legend>
          {rates.map(({ name, label }) => (
            <Field key={name} label={label} error={errors[name]}>
              <Input inputMode="decimal" value={draft[name]} onChange={set(name)} />
            </Field>
          ))}
          <Field label="Fast mode, %" optional error={errors["fastPercent"]}>
            <Input
              inputMode="numeric"
              placeholder="not known"
              value={draft.fastPercent}
              onChange={set("fastPercent")}
            />
          </Field>
        </fieldset>
        <fieldset className="grid grid-cols-2 gap-4 sm:grid-cols-3">
          <legend className="mb-2 text-sm text-muted">Long prompts, where they cost more (the whole request)</legend>
          <Field label="Over, tokens" optional error={errors["long.above"]}>
            <Input inputMode="numeric" value={draft.longAbove} onChange={set("longAbove")} />
          </Field>
          {draft.longAbove.trim() === ""
            ? null
            : rates.map(({ name, label }) => (
                <Field key={name} label={label} error={errors[`long.${name}`]}>
                  <Input inputMode="decimal" value={draft[`long.${name}`]} onChange={set(`long.${name}`)} />
                </Field>
              ))}
        </fieldset>
        <Field label="Source" hint="Where others can check it: a price list and its day." error={errors["source"]}>
          <Input value={draft.source} onChange={set("source")} />
        </Field>
      </form>
    </Dialog>
  );
}
