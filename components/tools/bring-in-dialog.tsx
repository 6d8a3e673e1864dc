"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { PackagePlus } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { messageOf } from "#client/request-error";
import { formatBytes, formatNumberOf } from "#client/ui/format";
import { toast } from "#client/ui/toast-store";
import { agentRoles, roleLabels } from "#server/contract/roles";
import { toolSize, type BroughtTool } from "#server/contract/tools";
import { Quoted } from "#components/evidence/verdict-view";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { Callout } from "#components/ui/callout";
import { Dialog } from "#components/ui/dialog";
import { Field } from "#components/ui/field";
import { Input } from "#components/ui/input";
import { SourceFiles } from "./source-view.tsx";
import { ToolHashLine } from "./tool-hash.tsx";
import { ToolRightsList } from "./tool-rights.tsx";

/** A file's bytes in Base64, as requests carry them. */
const base64Of = async (file: File): Promise<string> => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
};

/** What a request carries (server/trpc/handler.ts), with room for what stands around it. */
const mostArchiveBytes = 1.05 * toolSize.bytes;

/** Opens the dialog that accepts a tool from outside. */
export function BringInButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <PackagePlus aria-hidden />
        Bring in a tool
      </Button>
      {open ? <BringInDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** Shows what is in an archive, and accepts exactly that. */
function BringInDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const [archive, setArchive] = useState<string | null>(null);
  const [unread, setUnread] = useState<string | null>(null);
  const look = useMutation(trpc.tools.lookInto.mutationOptions());
  const bring = useMutation(
    trpc.tools.bringIn.mutationOptions({
      onSuccess: ({ toolId }) => {
        toast.done("The tool is there");
        void queryClient.invalidateQueries(trpc.tools.list.queryFilter());
        router.push(`/tools/${toolId}`);
      },
    }),
  );
  const choose = async (file: File | undefined): Promise<void> => {
    look.reset();
    bring.reset();
    setArchive(null);
    setUnread(null);
    if (file === undefined) return;
    if (file.size > mostArchiveBytes)
      return setUnread(
        `This file has ${formatBytes(file.size)}. A tool has at most ${formatBytes(toolSize.bytes)}: leave out what is not part of it.`,
      );
    try {
      const read = await base64Of(file);
      setArchive(read);
      look.mutate({ archive: read });
    } catch {
      setUnread("Your browser could not read this file. Choose it again.");
    }
  };
  const found = look.data;
  const wrong = unread ?? (look.error === null ? undefined : messageOf(look.error));
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Bring in a tool"
      description="An archive that was exported here or elsewhere, or that you have written by hand. Look at it before you accept it."
      className="max-w-3xl"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={found === undefined || archive === null}
            busy={bring.isPending}
            onClick={() => {
              if (found !== undefined && archive !== null) bring.mutate({ archive, hash: found.hash });
            }}
          >
            Accept exactly this
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="Archive" hint="A .tar.gz with tool.json at its top." error={wrong}>
          <Input
            type="file"
            accept=".gz,.tgz,application/gzip"
            className="h-auto py-1"
            onChange={(event) => void choose(event.target.files?.[0])}
          />
        </Field>
        {look.isPending ? <p className="text-muted">Looking into it…</p> : null}
        {found === undefined ? null : (
          <>
            <Callout tone="needs" title="Spiral has run no check of it">
              Its words and its code are somebody else's. Accepted, {whoseAgents(found)} of all projects may use it,
              behind walls and with these rights alone.
            </Callout>
            <p>
              <Replaces found={found} />
            </p>
            <p className="flex flex-wrap items-center gap-x-3">
              <span className="font-mono font-medium">
                {found.manifest.name} {found.manifest.version}
              </span>
              <ToolHashLine hash={found.hash} />
              <span className="text-xs text-muted">
                {formatNumberOf(found.files.length, "file")},{" "}
                {formatBytes(found.files.reduce((sum, { bytes }) => sum + bytes, 0))}
              </span>
            </p>
            <Quoted label="What it says of itself" text={found.manifest.description} />
            <ToolRightsList rights={found.manifest.rights} before={found.replaces?.inUse?.rights ?? null} />
            <SourceFiles files={found.source} />
          </>
        )}
        <p role="alert" className="text-failed empty:hidden">
          {bring.error === null ? null : messageOf(bring.error)}
        </p>
      </div>
    </Dialog>
  );
}

const whoseAgents = ({ replaces }: BroughtTool): string =>
  replaces === null || replaces.agents.length === agentRoles.length
    ? "all agents"
    : `as before ${replaces.agents.map((role) => roleLabels[role].who).join(" and ")}`;

/** What it would be: a new tool, or the next version of which. */
function Replaces({ found: { manifest, replaces } }: { found: BroughtTool }) {
  if (replaces === null) return `There is no tool ${manifest.name} for all projects yet.`;
  return (
    <>
      {replaces.inUse === null
        ? "It would be a version of "
        : `It would take the place of version ${replaces.inUse.version} (number ${replaces.inUse.number}) of `}
      <Link href={`/tools/${replaces.toolId}`} className="rounded-sm underline underline-offset-2">
        {manifest.name}
      </Link>
      {replaces.enabled
        ? ", which all projects have."
        : ", which is switched off, and stays so until somebody switches it on."}
    </>
  );
}
