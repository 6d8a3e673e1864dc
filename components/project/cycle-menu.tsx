"use client";

import { ChevronDown, Repeat } from "lucide-react";
import type { ProjectView } from "../../server/contract/views.ts";
import { Button } from "../ui/button.tsx";
import { Callout } from "../ui/callout.tsx";
import { DropdownMenu, MenuItem } from "../ui/dropdown-menu.tsx";
import { projectAppearance } from "../ui/status-appearance.ts";
import { useAddress } from "./use-address.ts";

/** Which cycle is shown, and the way to the others; nothing while there is only one. */
export function CycleMenu({ project }: { project: ProjectView }) {
  const [, change] = useAddress();
  const { cycles, cycle } = project;
  if (cycles.length < 2) return null;
  return (
    <DropdownMenu
      trigger={
        <Button variant="ghost" size="sm" className="-mx-2">
          <Repeat aria-hidden />
          Cycle {cycle} of {cycles.length}
          <ChevronDown aria-hidden />
        </Button>
      }
    >
      {cycles.toReversed().map(({ number, status }) => (
        <MenuItem
          key={number}
          icon={projectAppearance(status, null).icon}
          onSelect={() => change({ cycle: number === cycles.length ? null : String(number), phase: null })}
        >
          Cycle {number} · {projectAppearance(status, null).label}
        </MenuItem>
      ))}
    </DropdownMenu>
  );
}

/** Says that an earlier cycle is shown, as it ended. */
export function EarlierCycleNotice({ project }: { project: ProjectView }) {
  const [, change] = useAddress();
  if (project.cycle === project.cycles.length) return null;
  return (
    <Callout
      title={`Cycle ${project.cycle}, as it ended`}
      action={
        <Button size="sm" onClick={() => change({ cycle: null, phase: null })}>
          Show cycle {project.cycles.length}
        </Button>
      }
    >
      Plan, phases, checks and report are that cycle's. The activity and the files are the whole project's.
    </Callout>
  );
}
