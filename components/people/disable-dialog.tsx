"use client";

import type { UserView } from "#server/contract/people";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { formatNumberOf } from "#client/ui/format";

interface DisableDialogProps {
  user: UserView;
  busy: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asked before somebody is kept out: what ends, and what goes on. */
export function DisableDialog({ user, busy, onConfirm, onClose }: DisableDialogProps) {
  const { name, projects, openProjects, ownsSubscription } = user;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Disable ${name}?`}
      description={
        <>
          They are signed out everywhere at once and cannot sign in, until an admin enables them again.{" "}
          {projects === 0
            ? "They own no projects."
            : `Their ${formatNumberOf(projects, "project")} stay theirs${openProjects === 0 ? "" : `, and ${openProjects} under way go on`}: admins and those they are shared with steer them.`}
          {ownsSubscription
            ? " The Claude subscription, where one is used, goes on working for their projects only. Name another owner under Providers."
            : null}
        </>
      }
      confirmLabel="Disable"
      keepLabel="Keep"
      busy={busy}
      onConfirm={onConfirm}
    />
  );
}
