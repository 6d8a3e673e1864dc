"use client";

import { useQuery } from "@tanstack/react-query";
import {
  Archive,
  ArchiveRestore,
  Copy,
  Cpu,
  Download,
  Ellipsis,
  Lock,
  LockOpen,
  Share,
  Trash2,
  Undo2,
  UserPlus,
} from "lucide-react";
import { useState } from "react";
import { isEnded } from "../../server/contract/statuses.ts";
import type { ProjectView } from "../../server/contract/views.ts";
import { whyNotLocal } from "../shell/provider-words.ts";
import { useViewer } from "../shell/viewer.tsx";
import { useTRPC } from "../trpc.tsx";
import { Button } from "../ui/button.tsx";
import { DropdownMenu, MenuItem, MenuSeparator } from "../ui/dropdown-menu.tsx";
import { ExportDialog } from "../exports/export-dialog.tsx";
import { ShareDialog } from "../sharing/share-dialog.tsx";
import { PrivacyDialog } from "./privacy-dialog.tsx";
import { RemoveWorkspaceDialog } from "./remove-workspace-dialog.tsx";
import { archiveAddress, useDownload } from "./use-download.ts";
import { useDuplicate } from "./use-duplicate.ts";
import { useProviderWish } from "./stand-in.tsx";
import { useKeeping } from "./use-keeping.ts";
import { localWishLabel, mayComeBack, mayWishLocal, whyNotBack, wishForClaude } from "./wish-words.ts";

/** What is seldom done with a project: take its files along, put it away, free its place on the disk. */
export function ProjectMenu({ project }: { project: ProjectView }) {
  const keeping = useKeeping(project.id);
  const download = useDownload();
  const [exporting, setExporting] = useState(false);
  const [sharing, setSharing] = useState(false);
  const duplicate = useDuplicate(project.id);
  const trpc = useTRPC();
  const wish = useProviderWish(project);
  const [removing, setRemoving] = useState(false);
  const [privacy, setPrivacy] = useState(false);
  const { archivedAt, workspace, startedAt, status, can } = project;
  const hasFiles = startedAt !== null && workspace.removedAt === null;
  const mayArchive = can.manage && isEnded(status) && archivedAt === null;
  const mayTakeOut = can.manage && archivedAt !== null && workspace.removedAt === null;
  const mayDuplicate = useViewer().role !== "VIEWER";
  const isOwn = project.provider !== "scripted";
  const maySwitch = can.steer && !isEnded(status) && status !== "DRAFT" && isOwn && !project.private;
  const mayHide = can.steer && archivedAt === null && isOwn;
  const { data: fallback } = useQuery(trpc.fallback.state.queryOptions(undefined, { enabled: maySwitch }));
  if (!hasFiles && !can.manage && !maySwitch && !mayHide && !mayArchive && !mayTakeOut && !mayDuplicate) return null;
  return (
    <>
      <DropdownMenu
        align="end"
        trigger={
          // Without a tooltip: the focus comes back here when the menu closes, and a hint would open with it.
          <Button variant="ghost" aria-label="More" className="w-8 px-0 pointer-coarse:w-10">
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {can.manage ? (
          <MenuItem icon={UserPlus} onSelect={() => setSharing(true)}>
            Share…
          </MenuItem>
        ) : null}
        {hasFiles ? (
          <MenuItem
            icon={Download}
            disabled={download.busy}
            onSelect={() => void download.run(archiveAddress(project.id))}
          >
            Download all files
          </MenuItem>
        ) : null}
        {hasFiles && can.steer ? (
          <MenuItem icon={Share} onSelect={() => setExporting(true)}>
            Patch, bundle, push…
          </MenuItem>
        ) : null}
        {mayDuplicate ? (
          <MenuItem icon={Copy} disabled={duplicate.busy} onSelect={duplicate.run}>
            Duplicate as a draft
          </MenuItem>
        ) : null}
        {maySwitch && mayWishLocal(project, fallback) ? (
          <MenuItem icon={Cpu} disabled={wish.busy} whyNot={whyNotLocal(fallback)} onSelect={() => wish.run("local")}>
            {localWishLabel(project)}
          </MenuItem>
        ) : null}
        {maySwitch && mayComeBack(project, fallback) ? (
          <MenuItem
            icon={Undo2}
            disabled={wish.busy}
            whyNot={whyNotBack(project, fallback)}
            onSelect={() => wish.run(wishForClaude(fallback))}
          >
            Back to Claude
          </MenuItem>
        ) : null}
        {mayHide ? (
          <MenuItem icon={project.private ? LockOpen : Lock} onSelect={() => setPrivacy(true)}>
            {project.private ? "No longer private…" : "Keep on this machine…"}
          </MenuItem>
        ) : null}
        {(can.manage || hasFiles || maySwitch || mayHide || mayDuplicate) && (mayArchive || mayTakeOut) ? (
          <MenuSeparator />
        ) : null}
        {mayArchive ? (
          <MenuItem icon={Archive} disabled={keeping.archive.busy} onSelect={keeping.archive.run}>
            Archive
          </MenuItem>
        ) : null}
        {mayTakeOut ? (
          <>
            <MenuItem icon={ArchiveRestore} disabled={keeping.unarchive.busy} onSelect={keeping.unarchive.run}>
              Take out of the archive
            </MenuItem>
            <MenuItem icon={Trash2} danger onSelect={() => setRemoving(true)}>
              Remove workspace…
            </MenuItem>
          </>
        ) : null}
      </DropdownMenu>
      {sharing ? <ShareDialog projectId={project.id} onClose={() => setSharing(false)} /> : null}
      <ExportDialog projectId={project.id} open={exporting} onOpenChange={setExporting} />
      <PrivacyDialog project={project} open={privacy} onOpenChange={setPrivacy} />
      <RemoveWorkspaceDialog
        open={removing}
        onOpenChange={setRemoving}
        title={project.title}
        size={workspace.size}
        busy={keeping.remove.busy}
        onConfirm={() => {
          keeping.remove.run();
          setRemoving(false);
        }}
      />
    </>
  );
}
