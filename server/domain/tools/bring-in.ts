import type { BroughtTool, ToolManifest } from "../../contract/tools.ts";
import { AgentRole, agentRoles } from "../../contract/roles.ts";
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
import type { Domain, Reader } from "../domain.ts";
import { storableObject } from "../events/index.ts";
import { previousOf } from "./propose-version.ts";
import { sourceBeside } from "./source-beside.ts";

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

/** The tool of all projects that an archive of this name would be the next version of. */
const thereAlready = ({ prisma }: Reader, name: string) =>
  prisma.tool.findFirst({
    where: { name, projectId: null, removedAt: null },
    include: { versions: { where: { status: "ACCEPTED" }, orderBy: { number: "desc" }, take: 1 } },
  });

/**
 * What is in an archive that somebody has sent, beside the version in use that it would follow, and by which hash it would
 * be accepted. Nothing is kept. Error: invalid.
 */
export const lookIntoTool = async (reader: Reader, { archive }: { archive: Uint8Array }): Promise<BroughtTool> => {
  const { content, manifest } = await read(archive);
  const there = await thereAlready(reader, manifest.name);
  const inUse = there?.versions[0];
  return {
    hash: hashOfContent(content),
    manifest,
    files: filesOf(content),
    source: sourceBeside(content, inUse === undefined ? null : await unpackContent(inUse.archive)),
    replaces:
      there === null
        ? null
        : {
            toolId: there.id,
            enabled: there.enabled,
            agents: AgentRole.array().parse(there.agents),
            inUse: inUse === undefined ? null : previousOf(inUse),
          },
  };
};

/**
 * Accepts a tool from outside for all projects: exactly the content that was looked at. A new one is for all agents; of a
 * tool that is there it is the next version, for the agents that have it. Errors: invalid; conflict where the archive is
 * not what was looked at, or is in use already.
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
    const there = await thereAlready({ prisma: tx }, name);
    if (there?.versions[0]?.hash === hash)
      throw new DomainError("conflict", `Exactly this is the version of ${name} in use. There is nothing to accept.`);
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
