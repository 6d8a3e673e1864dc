"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleX, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { TestedProvider } from "#server/contract/provider-kinds";
import type { ProviderTest } from "#server/contract/provider-state";
import type { SystemFinding } from "#server/contract/views";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { cn } from "#client/ui/cn";
import { formatDuration } from "#client/ui/format";
import { InlineCode } from "#components/ui/inline-code";

const looks = {
  ok: { icon: CircleCheck, word: "It works.", className: "text-done" },
  warning: { icon: CircleAlert, word: "Look at this.", className: "text-needs" },
  missing: { icon: CircleX, word: "It does not work.", className: "text-failed" },
} as const satisfies Record<ProviderTest["status"], { icon: LucideIcon; word: string; className: string }>;

interface ProviderRowProps {
  provider: TestedProvider;
  name: string;
  /** What is known of it without trying. */
  detail: ReactNode;
  /** What a runner found when it looked last, which `detail` shows: a test that finds the same does not repeat it. */
  found?: SystemFinding | undefined;
  /** What else can be done with it, beside the test. */
  actions?: ReactNode;
  /** Whether it may be tried by who looks, and there is something to try. */
  canTest: boolean;
}

/** A way to a model, with a button that really tries it: what was done, how long it took, what to do where it failed. */
export function ProviderRow({ provider, name, detail, found, actions, canTest }: ProviderRowProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const test = useMutation(
    trpc.providers.test.mutationOptions({
      // What was found may be news to the rest of the page, and to who could work now.
      onSuccess: () =>
        Promise.all([
          queryClient.invalidateQueries(trpc.system.findings.queryFilter()),
          queryClient.invalidateQueries(trpc.providers.state.queryFilter()),
        ]),
    }),
  );
  const result: ProviderTest | undefined =
    test.error === null
      ? test.data
      : {
          status: "warning",
          detail: "The test could not be made.",
          fix: messageOf(test.error),
          tried: null,
          durationMs: null,
        };
  return (
    <div className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <div className="flex min-w-0 flex-1 basis-56 flex-col">
          <span className="font-medium">{name}</span>
          <span className="flex flex-col break-words text-muted">{detail}</span>
        </div>
        <div className="flex flex-wrap gap-2">
          {actions}
          {canTest ? (
            <Button busy={test.isPending} aria-label={`Test: ${name}`} onClick={() => test.mutate({ provider })}>
              Test
            </Button>
          ) : null}
        </div>
      </div>
      <output className="empty:hidden">
        {result === undefined || test.isPending ? null : <TestResult result={result} found={found} />}
      </output>
    </div>
  );
}

function TestResult({ result, found }: { result: ProviderTest; found: SystemFinding | undefined }) {
  const { status, tried, durationMs } = result;
  const { icon: Icon, word, className } = looks[status];
  const detail = result.detail === found?.detail ? null : result.detail;
  const fix = result.fix === found?.fix ? null : result.fix;
  return (
    <span className="flex items-start gap-2 rounded-md bg-sunken px-3 py-2">
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", className)} />
      <span className="flex min-w-0 flex-col gap-0.5 break-words">
        <span>
          <span className="font-medium">{word}</span>
          {detail === null ? null : (
            <>
              {" "}
              <InlineCode text={detail} />
            </>
          )}
        </span>
        {fix === null ? null : (
          <span>
            <InlineCode text={fix} />
          </span>
        )}
        {tried === null ? null : (
          <span className="text-xs text-muted">
            {tried}
            {durationMs === null ? null : ` It took ${formatDuration(durationMs)}.`}
          </span>
        )}
      </span>
    </span>
  );
}
