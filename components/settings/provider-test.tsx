"use client";

import { useMutation } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleX, type LucideIcon } from "lucide-react";
import type { SystemFinding } from "#server/contract/views";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { cn } from "#client/ui/cn";

const looks = {
  ok: { icon: CircleCheck, className: "text-done" },
  warning: { icon: CircleAlert, className: "text-needs" },
  missing: { icon: CircleX, className: "text-failed" },
} as const satisfies Record<SystemFinding["status"], { icon: LucideIcon; className: string }>;

/** Asks the provider something that costs nothing, and says what it answered. */
export function ProviderTest() {
  const trpc = useTRPC();
  const test = useMutation(trpc.providers.test.mutationOptions());
  const finding: SystemFinding | undefined =
    test.error === null
      ? test.data
      : { status: "warning", detail: "The test could not be made.", fix: messageOf(test.error) };
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <output className="min-w-0 flex-1 basis-56">
        {finding === undefined || test.isPending ? (
          <span className="text-muted">A test asks for the list of models, which costs nothing.</span>
        ) : (
          <TestResult finding={finding} />
        )}
      </output>
      <Button busy={test.isPending} onClick={() => test.mutate()}>
        Test
      </Button>
    </div>
  );
}

function TestResult({ finding: { status, detail, fix } }: { finding: SystemFinding }) {
  const { icon: Icon, className } = looks[status];
  return (
    <span className="flex items-start gap-2">
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", className)} />
      <span className="min-w-0 break-words">
        {detail} {fix ? <span className="text-muted">{fix}</span> : null}
      </span>
    </span>
  );
}
