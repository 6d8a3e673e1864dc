"use client";

import { Dialog } from "#components/ui/dialog";
import { Kbd } from "#components/ui/kbd";
import { useModKey } from "#client/ui/use-mod-key";
import { shortcutGroups } from "#client/shell/shortcuts";

/** The list of keys that `?` shows. */
export function KeysDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const mod = useModKey();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts">
      <div className="flex flex-col gap-4">
        {shortcutGroups(mod).map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h3 className="mb-1 text-xs text-muted">{group.title}</h3>
            <ul className="divide-y divide-line">
              {group.shortcuts.map((shortcut) => (
                <li key={shortcut.label} className="flex h-8 items-center justify-between gap-4">
                  <span>{shortcut.label}</span>
                  <Kbd keys={shortcut.keys} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
