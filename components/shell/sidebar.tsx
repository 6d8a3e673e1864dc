"use client";

import { Plus, Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { UnreadAlerts } from "#components/alerts/unread-alerts";
import { InboxCount } from "#components/inbox/inbox-count";
import { Kbd } from "#components/ui/kbd";
import { Tooltip } from "#components/ui/tooltip";
import { useModKey } from "#client/ui/use-mod-key";
import { destinationsOf, isWithin } from "#client/shell/destinations";
import { AccountMenu } from "./account-menu.tsx";
import { Logo } from "./logo.tsx";
import { ProviderFoot } from "./provider-foot.tsx";
import { useViewer } from "./viewer.tsx";

interface SidebarProps {
  onOpenPalette: () => void;
  onShowKeys: () => void;
  /** Called when a link was followed, so that a drawer can close. */
  onNavigate?: () => void;
}

const stay = () => undefined;

/** The way around: mark, search, pages, and at the foot the provider's state and the person. */
export function Sidebar({ onOpenPalette, onShowKeys, onNavigate = stay }: SidebarProps) {
  const pathname = usePathname();
  const mod = useModKey();
  const viewer = useViewer();
  return (
    <div className="flex h-full flex-col gap-3 p-3">
      <div className="flex items-center justify-between pl-2">
        <Link href="/projects" onClick={onNavigate} className="flex items-center gap-2 rounded-sm text-sm font-medium">
          <Logo className="size-4 text-accent" />
          Spiral
        </Link>
        <Tooltip content="New project" keys={["C"]} side="right">
          <Link
            href="/projects/new"
            onClick={onNavigate}
            aria-label="New project"
            className="flex size-8 items-center justify-center rounded-md text-muted transition-colors hover:bg-hover hover:text-ink pointer-coarse:size-10"
          >
            <Plus aria-hidden className="size-4" />
          </Link>
        </Tooltip>
      </div>
      <button
        type="button"
        onClick={onOpenPalette}
        className="flex h-8 items-center gap-2 rounded-md border bg-surface px-2 text-muted transition-colors hover:bg-hover pointer-coarse:h-10"
      >
        <Search aria-hidden className="size-4" />
        <span className="flex-1 text-left">Search or go to</span>
        <Kbd keys={[mod, "K"]} />
      </button>
      <nav aria-label="Pages" className="flex-1">
        <ul className="flex flex-col gap-0.5">
          {destinationsOf(viewer).map(({ href, label, icon: Icon }) => (
            <li key={href}>
              <Link
                href={href}
                onClick={onNavigate}
                aria-current={isWithin(pathname, href) ? "page" : undefined}
                className="flex h-8 items-center gap-2 rounded-md px-2 text-muted transition-colors hover:bg-hover hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-ink pointer-coarse:h-10"
              >
                <Icon aria-hidden className="size-4" />
                {label}
                {href === "/inbox" ? <InboxCount /> : null}
                {href === "/alerts" ? <UnreadAlerts /> : null}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="flex flex-col gap-1 border-t pt-2">
        <ProviderFoot />
        <AccountMenu onShowKeys={onShowKeys} />
      </div>
    </div>
  );
}
