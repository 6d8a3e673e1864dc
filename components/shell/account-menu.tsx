"use client";

import { ChevronsUpDown, Keyboard, LogOut } from "lucide-react";
import { useTheme } from "next-themes";
import { useState } from "react";
import { signOut } from "#client/auth/sign-out";
import { DropdownMenu, MenuChoice, MenuItem, MenuSeparator } from "#components/ui/dropdown-menu";
import { useViewer } from "#components/shell/viewer";
import { themeChoiceOf, themeChoices } from "#client/shell/theme-choices";

/** The person, their theme, the keys, and the way out. */
export function AccountMenu({ onShowKeys }: { onShowKeys: () => void }) {
  const viewer = useViewer();
  const { theme, setTheme } = useTheme();
  const [leaving, setLeaving] = useState(false);
  return (
    <DropdownMenu
      side="top"
      trigger={
        <button
          type="button"
          className="flex h-9 w-full items-center gap-2 rounded-md px-2 text-left transition-colors hover:bg-hover data-[state=open]:bg-hover"
        >
          <span
            aria-hidden
            className="flex size-5 shrink-0 items-center justify-center rounded-full bg-accent-soft text-xs font-medium text-accent"
          >
            {viewer.name.slice(0, 1).toUpperCase()}
          </span>
          <span className="min-w-0 flex-1 truncate">{viewer.name}</span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-faint" />
          <span className="sr-only">: account and theme</span>
        </button>
      }
    >
      <MenuChoice label="Theme" value={themeChoiceOf(theme)} options={themeChoices} onValueChange={setTheme} />
      <MenuSeparator />
      <MenuItem icon={Keyboard} keys={["?"]} onSelect={onShowKeys}>
        Keyboard shortcuts
      </MenuItem>
      <MenuItem
        icon={LogOut}
        disabled={leaving}
        onSelect={() => {
          setLeaving(true);
          void signOut();
        }}
      >
        Sign out
      </MenuItem>
    </DropdownMenu>
  );
}
