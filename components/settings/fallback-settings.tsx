"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, type RefObject } from "react";
import { fallbackModeLabels, switchReasonWords, type FallbackMode, type FallbackView } from "#server/contract/fallback";
import { messageOf } from "#client/request-error";
import { inTheWay, triedWords, whyNotLocal, workWords } from "#client/shell/provider-words";
import { useFailure } from "#client/use-failure";
import { capitalised } from "#client/ui/format";
import { useFocusHeir } from "#client/ui/use-focus-heir";
import { useClock } from "#client/ui/use-now";
import { useTRPC } from "#components/trpc";
import { Button, type ButtonProps } from "#components/ui/button";
import { Callout } from "#components/ui/callout";
import { ErrorState } from "#components/ui/error-state";
import { Panel } from "#components/ui/panel";
import { RadioGroup } from "#components/ui/radio-group";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { toast } from "#client/ui/toast-store";
import { LocalModels, LocalModelsShape } from "#components/local-models/local-models";
import { EarlySwitch } from "./early-switch.tsx";

const modes = (["auto", "manual", "disabled"] as const).map((value) => ({
  value,
  label: fallbackModeLabels[value].name,
  description: fallbackModeLabels[value].detail,
}));

/** What happens when Claude cannot be asked, and the local models that may stand in. */
export function FallbackSettings({ canEdit }: { canEdit: boolean }) {
  const trpc = useTRPC();
  const state = useQuery(trpc.fallback.state.queryOptions(undefined, { refetchInterval: 10_000 }));
  const failure = useFailure(state);
  if (state.data === undefined) {
    return failure === null ? (
      <FallbackShape canEdit={canEdit} />
    ) : (
      <ErrorState
        title="The settings of the fallback could not be loaded"
        reason={failure}
        onRetry={() => void state.refetch()}
        retrying={state.isFetching}
      />
    );
  }
  return (
    <div className="flex flex-col gap-6">
      <ClaudeState state={state.data} />
      <Mode state={state.data} canEdit={canEdit} />
      {canEdit && state.data.mode === "auto" ? <EarlySwitch state={state.data} /> : null}
      <LocalModels fallback={state.data} canEdit={canEdit} />
    </div>
  );
}

/** The page while it loads: the modes, and the servers with their models below. */
function FallbackShape({ canEdit }: { canEdit: boolean }) {
  return (
    <div className="flex flex-col gap-6">
      <LoadingNote>Loading the fallback</LoadingNote>
      <div className="flex flex-col gap-1.5">
        <Skeleton className="w-80 max-w-full" />
        <Panel className="divide-y divide-line">
          {(canEdit ? modes : modes.slice(0, 1)).map(({ value }) => (
            <div key={value} className="flex flex-col gap-1 px-3 py-2">
              <Skeleton className="w-40" />
              <Skeleton className="h-3 w-64 max-w-full" />
            </div>
          ))}
        </Panel>
      </div>
      <LocalModelsShape />
    </div>
  );
}

/** Whether Claude can be asked now. */
function ClaudeState({ state }: { state: FallbackView }) {
  const now = useClock();
  const closed = inTheWay(state, now);
  if (closed.length === 0) return null;
  return (
    <div className="flex flex-col gap-2">
      {closed.map(({ modelClass, reason, message, until, probing }) => (
        <Callout
          key={modelClass}
          tone="needs"
          title={`${capitalised(switchReasonWords[reason])}${modelClass === "all" ? "" : `, for its ${modelClass} models`}.`}
        >
          {message} {capitalised(triedWords({ probing, until }, now))}.
        </Callout>
      ))}
    </div>
  );
}

function Mode({ state, canEdit }: { state: FallbackView; canEdit: boolean }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const update = useMutation(
    trpc.fallback.update.mutationOptions({
      onSuccess: () => toast.done("Fallback saved"),
      onError: (error) => toast.failed("The fallback could not be changed", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.fallback.state.queryFilter()),
    }),
  );
  const chosen: FallbackMode = update.isPending ? update.variables.mode : state.mode;
  const { wish } = state;
  const now = useClock();
  const line = useRef<HTMLDivElement>(null);
  if (!canEdit) {
    return (
      <Panel className="px-4 py-3">
        <span className="font-medium">{fallbackModeLabels[state.mode].name}.</span>{" "}
        <span className="text-muted">{fallbackModeLabels[state.mode].detail}.</span>
      </Panel>
    );
  }
  const isHeldBack = inTheWay(state, now).some(({ probing }) => !probing);
  const whyNot = whyNotLocal(state);
  // Where there is no account of Claude's they are there already, but for what waits for one.
  const canGoLocal = wish === "claude" || (wish === null && (state.account !== null || state.claudesWait));
  const everywhere = (next: FallbackView["wish"]): void => update.mutate({ mode: state.mode, wish: next });
  return (
    <div className="flex flex-col gap-3">
      <RadioGroup
        legend="When Claude's limit is reached, or Claude cannot be reached"
        options={modes}
        value={chosen}
        onValueChange={(mode) => update.mutate({ mode, wish })}
      />
      <div ref={line} tabIndex={-1} className="flex flex-wrap items-center gap-2">
        <span className="min-w-0 flex-1 basis-64 text-muted">
          {workWords(state, now)}
          {!canGoLocal || whyNot === null ? "" : ` ${whyNot}, so none can go local now.`}
        </span>
        {!canGoLocal ? null : (
          <WishButton
            heir={line}
            busy={update.isPending}
            disabled={whyNot !== null}
            onClick={() => everywhere("local")}
          >
            Go local now, all projects
          </WishButton>
        )}
        {wish === null && isHeldBack ? (
          <WishButton
            heir={line}
            busy={update.isPending}
            onClick={() => update.mutate({ mode: state.mode, wish: null, tryClaude: true })}
          >
            Back to Claude, all projects
          </WishButton>
        ) : null}
        {wish === null ? null : (
          <WishButton heir={line} busy={update.isPending} onClick={() => everywhere(null)}>
            {wish === "local" ? "Back to Claude, all projects" : "As it comes"}
          </WishButton>
        )}
      </div>
    </div>
  );
}

interface WishButtonProps extends Pick<ButtonProps, "busy" | "disabled" | "onClick" | "children"> {
  heir: RefObject<HTMLElement | null>;
}

/** It goes when it has done its work. */
function WishButton({ heir, ...rest }: WishButtonProps) {
  return <Button ref={useFocusHeir(heir)} {...rest} />;
}
