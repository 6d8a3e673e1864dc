"use client";

import { Menu, Plus, Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Dialog as Radix } from "radix-ui";
import { useState } from "react";
import { IconButton } from "#components/ui/icon-button";
import { Logo } from "./logo.tsx";
import { Sidebar } from "./sidebar.tsx";

interface PhoneBarProps {
  onOpenPalette: () => void;
  onShowKeys: () => void;
}

/** On narrow screens: a bar at the top whose menu opens the sidebar as a drawer. */
export function PhoneBar({ onOpenPalette, onShowKeys }: PhoneBarProps) {
  const pathname = usePathname();
  // Open on one page only: wherever a link leads, the drawer is closed there.
  const [openOn, setOpenOn] = useState<string | null>(null);
  return (
    <header className="sticky top-(--banner) z-30 flex h-12 items-center gap-1 border-b bg-canvas px-2 md:hidden">
      <Radix.Root open={openOn === pathname} onOpenChange={(open) => setOpenOn(open ? pathname : null)}>
        <Radix.Trigger asChild>
          <IconButton icon={Menu} label="Menu" />
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
          <Radix.Content
            aria-describedby={undefined}
            className="fixed inset-y-0 left-0 z-40 w-72 max-w-[85vw] animate-appear border-r bg-canvas"
          >
            <Radix.Title className="sr-only">Menu</Radix.Title>
            <Sidebar onOpenPalette={onOpenPalette} onShowKeys={onShowKeys} onNavigate={() => setOpenOn(null)} />
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
      <Link href="/projects" className="flex flex-1 items-center gap-2 rounded-sm px-1 font-medium">
        <Logo className="size-4 text-accent" />
        Spiral
      </Link>
      <IconButton icon={Search} label="Search or go to" onClick={onOpenPalette} />
      <Link
        href="/projects/new"
        aria-label="New project"
        className="flex size-8 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink pointer-coarse:size-10"
      >
        <Plus aria-hidden className="size-4" />
      </Link>
    </header>
  );
}
