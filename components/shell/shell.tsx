"use client";

import { useCallback, useState, type ReactNode } from "react";
import { useShortcuts } from "#client/shell/use-shortcuts";
import { ConfirmPasswordDialog } from "#components/auth/confirm-password-dialog";
import { CommandPalette } from "./command-palette.tsx";
import { KeysDialog } from "./keys-dialog.tsx";
import { PhoneBar } from "./phone-bar.tsx";
import { Sidebar } from "./sidebar.tsx";

type Overlay = "palette" | "keys" | null;

/** The frame around every page of the dashboard: skip link, sidebar or bar, palette, keys. */
export function Shell({ children }: { children: ReactNode }) {
  const [overlay, setOverlay] = useState<Overlay>(null);
  const openPalette = useCallback(() => setOverlay("palette"), []);
  const openKeys = useCallback(() => setOverlay("keys"), []);
  useShortcuts({ openPalette, openKeys });
  return (
    <div className="md:grid md:grid-cols-[14.5rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-inverse focus:px-3 focus:py-2 focus:text-on-inverse"
      >
        Skip to content
      </a>
      <aside
        aria-label="Sidebar"
        className="sticky top-(--banner) hidden h-[calc(100dvh-var(--banner))] border-r md:block"
      >
        <Sidebar onOpenPalette={openPalette} onShowKeys={openKeys} />
      </aside>
      <PhoneBar onOpenPalette={openPalette} onShowKeys={openKeys} />
      <main
        id="main"
        tabIndex={-1}
        className="min-h-[calc(100dvh-var(--banner))] min-w-0 bg-surface outline-none max-md:min-h-[calc(100dvh-3rem-var(--banner))]"
      >
        {children}
      </main>
      <CommandPalette
        open={overlay === "palette"}
        onOpenChange={(open) => setOverlay(open ? "palette" : null)}
        onShowKeys={openKeys}
      />
      <ConfirmPasswordDialog />
      <KeysDialog open={overlay === "keys"} onOpenChange={(open) => setOverlay(open ? "keys" : null)} />
    </div>
  );
}
