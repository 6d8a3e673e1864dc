import { AgentRole } from "../../contract/roles.ts";
import { mostOffered, ToolManifest, type ToolUseOutcome } from "../../contract/tools.ts";
import { newId } from "../../platform/ids.ts";
import type { Domain, Reader } from "../domain.ts";
import { storableText } from "../events/index.ts";

/** A version that a person has accepted, as an agent gets it. */
export interface OfferedTool {
  readonly versionId: string;
  readonly number: number;
  readonly hash: string;
  readonly manifest: ToolManifest;
  /** The title of the project whose agents made it; null: it was brought from outside. */
  readonly madeFor: string | null;
}

/**
 * The tools that an agent of a project may use now: switched on, accepted, for it; the project's own before all others',
 * and no more than an agent is given.
 */
export const offeredTools = async (
  { prisma }: Reader,
  { projectId, role }: { projectId: string; role: AgentRole },
): Promise<OfferedTool[]> => {
  const tools = await prisma.tool.findMany({
    where: { enabled: true, removedAt: null, OR: [{ projectId }, { projectId: null }] },
    include: {
      versions: {
        where: { status: "ACCEPTED" },
        orderBy: { number: "desc" },
        take: 1,
        select: { id: true, number: true, hash: true, manifest: true, buildProjectId: true, requestId: true },
      },
    },
    orderBy: { projectId: { sort: "asc", nulls: "last" } },
  });
  const offered = new Map<string, OfferedTool>();
  for (const tool of tools) {
    const [version] = tool.versions;
    if (version === undefined || offered.has(tool.name)) continue;
    if (!AgentRole.array().parse(tool.agents).includes(role)) continue;
    const { id: versionId, number, hash, manifest, requestId } = version;
    const request =
      requestId === null
        ? null
        : await prisma.toolRequest.findUnique({
            where: { id: requestId },
            select: { project: { select: { title: true } } },
          });
    offered.set(tool.name, {
      versionId,
      number,
      hash,
      manifest: ToolManifest.parse(manifest),
      madeFor: request?.project.title ?? null,
    });
  }
  return [...offered.values()].slice(0, mostOffered);
};

/** Whether a project has, or had, a tool of this name. */
export const isKnownTool = async (
  { prisma }: Reader,
  { projectId, name }: { projectId: string; name: string },
): Promise<boolean> => (await prisma.tool.count({ where: { name, OR: [{ projectId }, { projectId: null }] } })) > 0;

/** The files of a version, packed. Null: there is none. */
export const toolArchive = async (
  { prisma }: Reader,
  { versionId }: { versionId: string },
): Promise<{ readonly archive: Uint8Array; readonly hash: string } | null> =>
  prisma.toolVersion.findUnique({ where: { id: versionId }, select: { archive: true, hash: true } });

/** Writes down a call of a tool. */
export const recordToolUse = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  use: {
    versionId: string;
    projectId: string;
    runId: string;
    toolUseId: string;
    outcome: ToolUseOutcome;
    detail: string | null;
    durationMs: number;
  },
): Promise<void> => {
  const detail = use.detail === null ? null : storableText(use.detail).slice(0, 1_000);
  await prisma.toolUse.create({ data: { id: newId("toolUse"), ...use, detail, at: clock.now() } });
};

const wordsOf = (text: string): string[] => [
  ...new Set(
    text
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length > 3),
  ),
];

/** Tools that come near these words, the nearest first: whatever a project may use, whoever may use it. */
export const searchTools = async (
  { prisma }: Reader,
  { projectId, words, most = 10 }: { projectId: string; words: string; most?: number },
): Promise<{ readonly name: string; readonly description: string }[]> => {
  const wanted = wordsOf(words);
  const tools = await prisma.tool.findMany({
    where: { enabled: true, removedAt: null, OR: [{ projectId }, { projectId: null }] },
    include: {
      versions: { where: { status: "ACCEPTED" }, orderBy: { number: "desc" }, take: 1, select: { manifest: true } },
    },
  });
  return tools
    .flatMap(({ versions }) => versions.map(({ manifest }) => ToolManifest.parse(manifest)))
    .map(({ name, description }) => {
      const has = wordsOf(`${name} ${description}`);
      return {
        name,
        description,
        near: wanted.filter((word) => has.some((own) => own.startsWith(word) || word.startsWith(own))).length,
      };
    })
    .filter(({ near }) => near > 0)
    .toSorted((a, b) => b.near - a.near)
    .slice(0, most)
    .map(({ name, description }) => ({ name, description }));
};
