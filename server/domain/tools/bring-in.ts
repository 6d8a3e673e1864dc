import type { ToolFile, ToolManifest, ToolSourceFile } from "../../contract/tools.ts";
import { agentRoles } from "../../contract/roles.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import {
  demandProgram,
  filesOf,
  hashOfContent,
  packContent,
  readManifest,
  ToolContentError,
  unpackContent,
  type ToolContent,
} from "../../tools/tool-content.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain } from "../domain.ts";
import { storableObject } from "../events/index.ts";
import { textsOf } from "./tool-views.ts";

/** A tool from outside, as a person looks at it before deciding. No check of it has been run here. */
export interface BroughtTool {
  readonly hash: string;
  readonly manifest: ToolManifest;
  readonly files: readonly ToolFile[];
  readonly source: readonly ToolSourceFile[];
}

const read = async (archive: Uint8Array): Promise<{ content: ToolContent; manifest: ToolManifest }> => {
  try {
    const content = await unpackContent(archive);
    const manifest = readManifest(content);
    demandProgram(content, manifest);
    return { content, manifest };
  } catch (error) {
    if (error instanceof ToolContentError) throw new DomainError("invalid", error.message);
    throw error;
  }
};

/** What is in an archive that somebody has sent, and by which hash it would be accepted. Nothing is kept. Error: invalid. */
export const lookIntoTool = async ({ archive }: { archive: Uint8Array }): Promise<BroughtTool> => {
  const { content, manifest } = await read(archive);
  const texts = await textsOf(archive);
  return {
    hash: hashOfContent(content),
    manifest,
    files: filesOf(content),
    source: [...texts].map(([path, text]) => ({ path, text })),
  };
};

/**
 * Accepts a tool from outside for all projects and agents: exactly the content that was looked at. Of a tool that is there
 * it is the next version. Errors: invalid; conflict where the archive is not what was looked at.
 */
export const bringInTool = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { archive, hash, actorId }: { archive: Uint8Array; hash: string; actorId: string },
): Promise<{ readonly toolId: string }> => {
  const { content, manifest } = await read(archive);
  if (hashOfContent(content) !== hash)
    throw new DomainError("conflict", "This archive is not what you have looked at. Look at it again.");
  const packed = await packContent(content);
  return prisma.$transaction(async (tx) => {
    const { name } = manifest;
    const there = await tx.tool.findFirst({ where: { name, projectId: null, removedAt: null } });
    const tool =
      there ?? (await tx.tool.create({ data: { id: newId("tool"), name, projectId: null, agents: [...agentRoles] } }));
    const number = (await tx.toolVersion.count({ where: { toolId: tool.id } })) + 1;
    await tx.toolVersion.create({
      data: {
        id: newId("toolVersion"),
        toolId: tool.id,
        number,
        status: "ACCEPTED",
        hash,
        manifest: storableObject(manifest),
        files: [...filesOf(content)],
        checks: [],
        archive: new Uint8Array(packed),
        decidedAt: clock.now(),
        decidedById: actorId,
      },
    });
    await appendAudit(tx, { actorId, action: "tool.imported", subjectId: tool.id, detail: { name, number, hash } });
    return { toolId: tool.id };
  });
};
