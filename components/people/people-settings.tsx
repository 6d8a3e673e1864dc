"use client";

import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import type { NewLink } from "#server/contract/people";
import { messageOf } from "#client/request-error";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { ErrorState } from "#components/ui/error-state";
import { Panel } from "#components/ui/panel";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { InvitationList } from "./invitation-list.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { LinkDialog } from "./link-dialog.tsx";
import { UserRow } from "./user-row.tsx";

/** Everybody who may sign in, and the invitations that are open. */
export function PeopleSettings() {
  const trpc = useTRPC();
  const list = useQuery(trpc.users.list.queryOptions());
  const [inviting, setInviting] = useState(false);
  const [link, setLink] = useState<NewLink | null>(null);
  if (list.data === undefined) {
    return list.error === null ? (
      <Panel className="p-4">
        <LoadingNote>Loading the people</LoadingNote>
        <Skeleton className="h-24" />
      </Panel>
    ) : (
      <ErrorState
        title="The people could not be loaded"
        reason={messageOf(list.error)}
        onRetry={() => void list.refetch()}
        retrying={list.isFetching}
      />
    );
  }
  const { users, invitations } = list.data;
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col items-start gap-3">
        <ul aria-label="People" className="w-full divide-y divide-line rounded-md border bg-surface">
          {users.map((user) => (
            <UserRow key={user.id} user={user} />
          ))}
        </ul>
        <Button onClick={() => setInviting(true)}>
          <UserPlus aria-hidden />
          Invite somebody
        </Button>
      </div>
      <InvitationList invitations={invitations} />
      {inviting ? (
        <InviteDialog
          onClose={() => setInviting(false)}
          onInvited={(made) => {
            setInviting(false);
            setLink(made);
          }}
        />
      ) : null}
      {link === null ? null : (
        <LinkDialog
          title="The invitation"
          description="Send it to the person you invite. They choose their own login and password."
          link={link}
          onClose={() => setLink(null)}
        />
      )}
    </div>
  );
}
