import {
  Activity,
  Bell,
  ChartNoAxesCombined,
  Inbox,
  Layers,
  LayoutTemplate,
  ScrollText,
  Settings,
  Users,
  Wrench,
  type LucideIcon,
} from "lucide-react";
import type { UserRole } from "../../server/contract/statuses.ts";

/** A page that the sidebar and the palette lead to. One joins when it exists, never before. */
export interface Destination {
  readonly href: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Pressed after G. */
  readonly key: string;
  /** Others do not see that it exists. */
  readonly adminOnly?: true;
}

/** All of them, in the sidebar's order. */
export const destinations: readonly Destination[] = [
  { href: "/projects", label: "Projects", icon: Layers, key: "p" },
  { href: "/inbox", label: "Inbox", icon: Inbox, key: "i" },
  { href: "/tools", label: "Tools", icon: Wrench, key: "o" },
  { href: "/usage", label: "Usage", icon: ChartNoAxesCombined, key: "u" },
  { href: "/agents", label: "Agents", icon: Users, key: "a" },
  { href: "/templates", label: "Templates", icon: LayoutTemplate, key: "t" },
  { href: "/alerts", label: "Alerts", icon: Bell, key: "b" },
  { href: "/audit", label: "Audit", icon: ScrollText, key: "l", adminOnly: true },
  { href: "/settings", label: "Settings", icon: Settings, key: "s" },
  { href: "/health", label: "Health", icon: Activity, key: "h" },
];

/** Whether a page belongs to a destination: itself and everything below it. */
export const isWithin = (pathname: string, href: string): boolean =>
  pathname === href || pathname.startsWith(`${href}/`);

/** Those that somebody may see. */
export const destinationsOf = ({ role }: { readonly role: UserRole }): readonly Destination[] =>
  destinations.filter(({ adminOnly }) => adminOnly !== true || role === "ADMIN");
