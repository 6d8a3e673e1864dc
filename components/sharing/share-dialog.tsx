"use client";

import { useQuery } from "@tanstack/react-query";
import { MemberAccess, type ProjectMemberView } from "#server/contract/members";
import { accessWords, useShare } from "#client/sharing/use-share";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { ErrorState } from "#components/ui/error-state";
import { Select } from "#components/ui/select";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { AddMember } from "./add-member.tsx";

/** Whom a project is shared with, and what they may do; for its owner and admins. */
export function ShareDialog({ projectId, onClose }: { projectId: string; onClose: () => void }) {
  const trpc = useTRPC();
  const members = useQuery(trpc.projects.members.queryOptions({ projectId }));
  const share = useShare(projectId);
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Share this project"
      description="Admins steer every project and viewers see every project anyway. What runs here runs on its owner's account and budgets, whoever steers it."
      className="max-w-lg"
      footer={<Button onClick={onClose}>Done</Button>}
    >
      {members.error !== null ? (
        <ErrorState
          title="Whom it is shared with could not be loaded"
          reason={messageOf(members.error)}
          onRetry={() => void members.refetch()}
          retrying={members.isFetching}
        />
      ) : members.data === undefined ? (
        <>
          <LoadingNote>Loading whom it is shared with</LoadingNote>
          <Skeleton className="h-20" />
        </>
      ) : (
        <div className="flex flex-col gap-4">
          <ul aria-label="People with this project" className="divide-y divide-line rounded-md border bg-surface">
            <li className="flex items-center justify-between gap-3 px-3 py-2">
              <span className="truncate">{members.data.owner.name}</span>
              <Badge>Owner</Badge>
            </li>
            {members.data.members.map((member) => (
              <MemberRow
                key={member.id}
                member={member}
                busy={share.busy === member.id}
                onChange={(access) => share.run(member.id, access)}
              />
            ))}
          </ul>
          <AddMember
            key={members.data.members.length}
            others={members.data.others}
            busy={members.data.others.some(({ id }) => id === share.busy)}
            onAdd={share.run}
          />
        </div>
      )}
    </Dialog>
  );
}

interface MemberRowProps {
  member: ProjectMemberView;
  busy: boolean;
  onChange: (access: MemberAccess | null) => void;
}

function MemberRow({ member: { name, role, access, disabled }, busy, onChange }: MemberRowProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2">
      <span className="flex min-w-0 flex-1 basis-32 items-center gap-2">
        <span className="truncate">{name}</span>
        {disabled ? <Badge tone="failed">Disabled</Badge> : null}
        {role === "VIEWER" ? <Badge title="Viewers look only, whatever is shared with them.">Viewer</Badge> : null}
      </span>
      <div className="flex items-center gap-2">
        <div className="w-48">
          <Select
            aria-label={`What ${name} may do`}
            value={access}
            disabled={busy}
            onChange={(event) => onChange(MemberAccess.parse(event.target.value))}
          >
            {MemberAccess.options.map((option) => (
              <option key={option} value={option}>
                {accessWords[option]}
              </option>
            ))}
          </Select>
        </div>
        <Button size="sm" variant="ghost" aria-label={`Remove ${name}`} onClick={() => onChange(null)}>
          Remove
        </Button>
      </div>
    </li>
  );
}
