"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import Link from "next/link";
import type { PermissionRuleView } from "#server/contract/permissions";
import { ruleWords } from "#server/contract/permissions";
import { messageOf } from "#client/request-error";
import { formatNumberOf } from "#client/ui/format";
import { toast } from "#client/ui/toast-store";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { ErrorState } from "#components/ui/error-state";
import { RelativeTime } from "#components/ui/relative-time";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { VisibleText } from "#components/ui/visible-text-view";

/** What is remembered as allowed; each can be taken back. */
export function PermissionRules() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const rules = useQuery(trpc.permissions.rules.queryOptions());
  const remove = useMutation(
    trpc.permissions.remove.mutationOptions({
      onSuccess: () => toast.done("Taken back. It is asked for again."),
      onError: (error) => toast.failed("It could not be taken back", { detail: messageOf(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.permissions.rules.queryFilter()),
    }),
  );
  if (rules.data === undefined) {
    return rules.error === null ? (
      <div className="flex flex-col gap-2">
        <LoadingNote>Loading what is allowed</LoadingNote>
        <Skeleton className="h-14" />
      </div>
    ) : (
      <ErrorState
        title="What is allowed could not be loaded"
        reason={messageOf(rules.error)}
        onRetry={() => void rules.refetch()}
        retrying={rules.isFetching}
      />
    );
  }
  if (rules.data.length === 0) {
    return (
      <EmptyState icon={KeyRound} title="Nothing is allowed without asking">
        When you answer a permission with Remember, the rule stands here. Projects in the mode “Ask” ask for everything
        else.
      </EmptyState>
    );
  }
  return (
    <ul className="divide-y divide-line rounded-md border bg-surface">
      {rules.data.map((rule) => (
        <RuleRow
          key={rule.id}
          rule={rule}
          removing={remove.isPending && remove.variables.ruleId === rule.id}
          onRemove={() => remove.mutate({ ruleId: rule.id })}
        />
      ))}
    </ul>
  );
}

function RuleRow({ rule, removing, onRemove }: { rule: PermissionRuleView; removing: boolean; onRemove: () => void }) {
  const { match, scope, project, createdBy, createdAt, uses, lastUsedAt, canRemove } = rule;
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="line-clamp-3 font-mono text-xs break-words whitespace-pre-wrap">
          <VisibleText text={ruleWords(match)} />
        </p>
        <p className="text-xs text-muted">
          {project === null ? (
            "In every project"
          ) : (
            <>
              {scope === "run" ? "In one run of " : "In "}
              <Link href={`/projects/${project.id}`} className="rounded-sm text-ink underline underline-offset-2">
                <VisibleText text={project.title} />
              </Link>
            </>
          )}
          {" · by "}
          <VisibleText text={createdBy} /> <RelativeTime at={createdAt} />
          {" · "}
          {uses === 0 || lastUsedAt === null ? (
            "not used yet"
          ) : (
            <>
              used {formatNumberOf(uses, "time")}, last <RelativeTime at={lastUsedAt} />
            </>
          )}
        </p>
      </div>
      {canRemove ? (
        <Button size="sm" busy={removing} onClick={onRemove}>
          Take back
        </Button>
      ) : null}
    </li>
  );
}
