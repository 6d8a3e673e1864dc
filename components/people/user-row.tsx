"use client";

import { Ellipsis, KeyRound, Monitor, UserCheck, UserX } from "lucide-react";
import { useState } from "react";
import { userRoles, type UserView } from "#server/contract/people";
import { UserRole } from "#server/contract/statuses";
import { useManageUser } from "#client/people/use-manage-user";
import { useViewer } from "#components/shell/viewer";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { DropdownMenu, MenuItem, MenuSeparator } from "#components/ui/dropdown-menu";
import { formatDate, formatNumberOf } from "#client/ui/format";
import { RelativeTime } from "#components/ui/relative-time";
import { Select } from "#components/ui/select";
import { DisableDialog } from "./disable-dialog.tsx";
import { LinkDialog } from "./link-dialog.tsx";
import { UserSessionsDialog } from "./user-sessions-dialog.tsx";

/** One person: who, since when, seen when; the role to choose, and what else an admin does. */
export function UserRow({ user }: { user: UserView }) {
  const { id, name, login, role, createdAt, disabledAt, seenAt, sessions } = user;
  const isSelf = useViewer().id === id;
  const manage = useManageUser(user);
  const [opened, setOpened] = useState<"sessions" | "disable" | null>(null);
  const close = () => setOpened(null);
  const { link } = manage.resetPassword;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
      <div className="flex min-w-0 flex-1 basis-52 flex-col">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{name}</span>
          {isSelf ? <Badge>You</Badge> : null}
          {disabledAt === null ? null : <Badge tone="failed">Disabled</Badge>}
        </span>
        <span className="text-xs text-muted">
          <span className="break-all">{login}</span> · since {formatDate(createdAt)} ·{" "}
          {seenAt === null ? (
            "never signed in"
          ) : (
            <>
              seen <RelativeTime at={seenAt} />
            </>
          )}{" "}
          · {sessions === 0 ? "no session" : formatNumberOf(sessions, "session")}
        </span>
      </div>
      <div className="flex items-center gap-2">
        <div className="w-28">
          <Select
            aria-label={`Role of ${name}`}
            value={role}
            disabled={manage.changeRole.busy}
            onChange={(event) => manage.changeRole.run(UserRole.parse(event.target.value))}
          >
            {UserRole.options.map((option) => (
              <option key={option} value={option}>
                {userRoles[option].label}
              </option>
            ))}
          </Select>
        </div>
        <DropdownMenu
          align="end"
          trigger={
            <Button variant="ghost" aria-label={`More about ${name}`} className="w-8 px-0 pointer-coarse:w-10">
              <Ellipsis aria-hidden />
            </Button>
          }
        >
          <MenuItem icon={Monitor} onSelect={() => setOpened("sessions")}>
            Sessions…
          </MenuItem>
          <MenuItem icon={KeyRound} disabled={disabledAt !== null} onSelect={manage.resetPassword.run}>
            Link to a new password…
          </MenuItem>
          {isSelf ? null : (
            <>
              <MenuSeparator />
              {disabledAt === null ? (
                <MenuItem icon={UserX} danger onSelect={() => setOpened("disable")}>
                  Disable…
                </MenuItem>
              ) : (
                <MenuItem icon={UserCheck} disabled={manage.enable.busy} onSelect={manage.enable.run}>
                  Enable
                </MenuItem>
              )}
            </>
          )}
        </DropdownMenu>
      </div>
      {opened === "sessions" ? <UserSessionsDialog user={user} onClose={close} /> : null}
      {opened === "disable" ? (
        <DisableDialog
          user={user}
          busy={manage.disable.busy}
          onConfirm={() => manage.disable.run(close)}
          onClose={close}
        />
      ) : null}
      {link === null ? null : (
        <LinkDialog
          title={`A new password for ${name}`}
          description={`Send it to ${name}, who chooses the password. Until then the old one stays; then all their sessions end.`}
          link={link}
          onClose={manage.resetPassword.forget}
        />
      )}
    </li>
  );
}
