"use client";

import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { FlaskConical, Keyboard, LogOut, Plus, type LucideIcon } from "lucide-react";
import { useTheme } from "next-themes";
import { useRouter } from "next/navigation";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { signOut } from "#client/auth/sign-out";
import { Kbd } from "#components/ui/kbd";
import { StatusIcon } from "#components/ui/status-badge";
import { projectAppearance } from "#client/ui/status-appearance";
import { useReturnFocus } from "#client/ui/use-return-focus";
import { visibleText } from "#client/ui/visible-text";
import { useViewer } from "#components/shell/viewer";
import { useTRPC } from "#components/trpc";
import { destinationsOf } from "#client/shell/destinations";
import { themeChoices } from "#client/shell/theme-choices";

interface CommandPaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onShowKeys: () => void;
}

/** ⌘K: every page, every project and every command by its name. */
export function CommandPalette({ open, onOpenChange, onShowKeys }: CommandPaletteProps) {
  const returnFocus = useReturnFocus();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          {...returnFocus}
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-40 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 animate-appear overflow-hidden rounded-md border bg-raised shadow-overlay"
        >
          <Radix.Title className="sr-only">Go to, create, or change something</Radix.Title>
          <PaletteBody onClose={() => onOpenChange(false)} onShowKeys={onShowKeys} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Plain words instead of cmdk's letter-by-letter guessing; a project is found by its title and never by its id. */
const hasAllWords = (value: string, search: string, keywords?: string[]): number => {
  const haystack = (keywords && keywords.length > 0 ? keywords.join(" ") : value).toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => haystack.includes(word))
    ? 1
    : 0;
};

function PaletteBody({ onClose, onShowKeys }: { onClose: () => void; onShowKeys: () => void }) {
  const router = useRouter();
  const { setTheme } = useTheme();
  const viewer = useViewer();
  const go = (href: string) => () => {
    onClose();
    router.push(href);
  };
  return (
    <Command label="Go to, create, or change something" loop filter={hasAllWords}>
      <Command.Input
        placeholder="Type a project, a page or a command"
        className="h-11 w-full border-b bg-transparent px-4 text-sm outline-none"
      />
      <Command.List className="scroll-quiet max-h-[50vh] overflow-y-auto p-1">
        <Command.Empty className="px-3 py-6 text-sm text-muted">Nothing has that name.</Command.Empty>
        <Group heading="Create">
          <Item icon={Plus} keys={["C"]} onSelect={go("/projects/new")}>
            New project
          </Item>
          <Item icon={FlaskConical} onSelect={go("/welcome")}>
            Run a sample, see what was found on this machine
          </Item>
        </Group>
        <Group heading="Go to">
          {destinationsOf(viewer).map(({ href, label, icon, key }) => (
            <Item key={href} icon={icon} keys={["G", key.toUpperCase()]} onSelect={go(href)}>
              {label}
            </Item>
          ))}
        </Group>
        <ProjectItems go={go} />
        <Group heading="Theme">
          {themeChoices.map(({ value, label, icon }) => (
            <Item
              key={value}
              icon={icon}
              onSelect={() => {
                setTheme(value);
                onClose();
              }}
            >
              {label} theme
            </Item>
          ))}
        </Group>
        <Group heading="Help and account">
          <Item icon={Keyboard} keys={["?"]} onSelect={onShowKeys}>
            Keyboard shortcuts
          </Item>
          <Item icon={LogOut} onSelect={() => void signOut()}>
            Sign out
          </Item>
        </Group>
      </Command.List>
    </Command>
  );
}

function ProjectItems({ go }: { go: (href: string) => () => void }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.projects.list.queryOptions({}));
  if (data === undefined || data.length === 0) return null;
  return (
    <Group heading="Projects">
      {data.slice(0, 200).map((project) => (
        <Command.Item
          key={project.id}
          value={project.id}
          keywords={[project.title]}
          onSelect={go(`/projects/${project.id}`)}
          className={itemClasses}
        >
          <StatusIcon appearance={projectAppearance(project.status, project.hold)} />
          <span className="flex-1 truncate">{visibleText(project.title)}</span>
        </Command.Item>
      ))}
    </Group>
  );
}

const itemClasses =
  "flex h-8 cursor-pointer items-center gap-2.5 rounded-sm px-3 text-sm select-none data-[selected=true]:bg-hover pointer-coarse:h-10";

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint"
    >
      {children}
    </Command.Group>
  );
}

interface ItemProps {
  icon: LucideIcon;
  keys?: readonly string[];
  onSelect: () => void;
  children: ReactNode;
}

function Item({ icon: Icon, keys, onSelect, children }: ItemProps) {
  return (
    <Command.Item onSelect={onSelect} className={itemClasses}>
      <Icon aria-hidden className="size-4 text-muted" />
      <span className="flex-1">{children}</span>
      {keys ? <Kbd keys={keys} /> : null}
    </Command.Item>
  );
}
