import { CheckResult } from "../../contract/outputs.ts";
import { AgentRole } from "../../contract/roles.ts";
import {
  ToolFile,
  ToolManifest,
  ToolUseOutcome,
  type ToolDetailView,
  type ToolSourceFile,
  type ToolUsageView,
  type ToolVersionView,
  type ToolView,
} from "../../contract/tools.ts";
import type { Viewer } from "../../contract/views.ts";
import { z } from "zod";
import type { Prisma } from "../../db/generated/client.ts";
import { DomainError } from "../../platform/errors.ts";
import { unpackContent } from "../../tools/tool-content.ts";
import type { Reader } from "../domain.ts";
import { accessColumns, accessOf, visibleTo } from "../projects/index.ts";
import { sourceBeside } from "./source-beside.ts";

type Asking = Pick<Viewer, "id" | "role">;

const project = { select: { id: true, title: true, ...accessColumns } } as const;
/** Without the archives: they are large, and only their reader wants them. */
const versionParts = { omit: { archive: true } } as const;
type ToolRow = Prisma.ToolGetPayload<{ include: { project: typeof project } }>;
type VersionRow = Prisma.ToolVersionGetPayload<typeof versionParts>;

/** Tools that somebody may see: those of all projects, and those of projects that they see. */
const seenBy = (viewer: Asking): Prisma.ToolWhereInput =>
  // Whoever sees every project sees every tool.
  viewer.role === "MEMBER" ? { OR: [{ projectId: null }, { project: { is: visibleTo(viewer) } }] } : {};

/** Who may switch it on and off and remove it: admins; of a project's own tool also whoever steers the project. */
const mayChange = (viewer: Asking, tool: ToolRow): boolean =>
  viewer.role === "ADMIN" || (tool.project !== null && accessOf(viewer, tool.project) === "steer");

/** The registry (R25): every tool that has a version in use, with what has come of its calls; by name. */
export const toolViews = async (reader: Reader, { viewer }: { viewer: Asking }): Promise<ToolView[]> => {
  const { prisma } = reader;
  const tools = await prisma.tool.findMany({
    where: { ...seenBy(viewer), removedAt: null, versions: { some: { status: "ACCEPTED" } } },
    orderBy: { name: "asc" },
    include: {
      project,
      versions: { where: { status: "ACCEPTED" }, orderBy: { number: "desc" }, take: 1, ...versionParts },
    },
  });
  const names = await namesIn(
    reader,
    tools.flatMap(({ versions }) => versions),
  );
  const usage = await usageOf(
    reader,
    tools.map(({ id }) => id),
  );
  return tools.map((tool) => viewOf(viewer, tool, tool.versions[0] ?? null, names, usage));
};

/** A tool with all its versions and its last calls. Error: not_found. */
export const toolDetail = async (
  reader: Reader,
  { viewer, toolId }: { viewer: Asking; toolId: string },
): Promise<ToolDetailView> => {
  const { prisma } = reader;
  const tool = await prisma.tool.findFirst({
    where: { id: toolId, ...seenBy(viewer) },
    include: { project, versions: { orderBy: { number: "desc" }, ...versionParts } },
  });
  if (tool === null) throw new DomainError("not_found", "This tool does not exist, or you may not see it.");
  const names = await namesIn(reader, tool.versions);
  const usage = await usageOf(reader, [toolId]);
  const uses = await prisma.toolUse.findMany({
    where: { version: { toolId }, project: visibleTo(viewer) },
    orderBy: { at: "desc" },
    take: 20,
    include: { project: { select: { id: true, title: true } } },
  });
  const current = tool.versions.find(({ status }) => status === "ACCEPTED") ?? null;
  return {
    ...viewOf(viewer, tool, current, names, usage),
    removedAt: tool.removedAt,
    versions: tool.versions.map((version) => versionView(version, names)),
    recentUses: uses.map(({ id, at, outcome, detail, durationMs, project: where }) => ({
      id,
      at,
      outcome: ToolUseOutcome.parse(outcome),
      detail,
      durationMs,
      project: where,
    })),
  };
};

/** A version's files beside those of the accepted version before it. Error: not_found. */
export const toolSource = async (
  { prisma }: Reader,
  { viewer, versionId }: { viewer: Asking; versionId: string },
): Promise<ToolSourceFile[]> => {
  const version = await prisma.toolVersion.findFirst({ where: { id: versionId, tool: seenBy(viewer) } });
  if (version === null) throw new DomainError("not_found", "This version does not exist, or you may not see it.");
  const before = await prisma.toolVersion.findFirst({
    where: { toolId: version.toolId, status: "ACCEPTED", number: { lt: version.number } },
    orderBy: { number: "desc" },
  });
  return sourceBeside(
    await unpackContent(version.archive),
    before === null ? null : await unpackContent(before.archive),
  );
};

/** A version's files as they are kept, packed, with what names them. Null: there is none, or not for this person. */
export const toolVersionArchive = async (
  { prisma }: Reader,
  { viewer, versionId }: { viewer: Asking; versionId: string },
): Promise<{
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  readonly archive: Uint8Array<ArrayBuffer>;
} | null> => {
  const row = await prisma.toolVersion.findFirst({ where: { id: versionId, tool: seenBy(viewer) } });
  if (row === null) return null;
  const { name, version } = ToolManifest.parse(row.manifest);
  return { name, version, hash: row.hash, archive: row.archive };
};

interface Names {
  readonly people: ReadonlyMap<string, string>;
  readonly builds: ReadonlyMap<string, string>;
}

const namesIn = async (
  { prisma }: Reader,
  versions: readonly Pick<VersionRow, "decidedById" | "buildProjectId">[],
): Promise<Names> => {
  const people = await prisma.user.findMany({
    where: { id: { in: versions.flatMap(({ decidedById }) => decidedById ?? []) } },
    select: { id: true, name: true },
  });
  const builds = await prisma.project.findMany({
    where: { id: { in: versions.flatMap(({ buildProjectId }) => buildProjectId ?? []) } },
    select: { id: true, title: true },
  });
  return {
    people: new Map(people.map(({ id, name }) => [id, name])),
    builds: new Map(builds.map(({ id, title }) => [id, title])),
  };
};

const versionView = (version: VersionRow, { people, builds }: Names): ToolVersionView => {
  const { id, number, status, hash, createdAt, decidedAt, decidedById, reason, buildProjectId } = version;
  const title = buildProjectId === null ? undefined : builds.get(buildProjectId);
  return {
    id,
    number,
    status,
    hash,
    manifest: ToolManifest.parse(version.manifest),
    files: ToolFile.array().parse(version.files),
    checks: CheckResult.array().parse(version.checks),
    createdAt,
    builtBy: buildProjectId === null || title === undefined ? null : { id: buildProjectId, title },
    decidedAt,
    decidedBy: decidedById === null ? null : (people.get(decidedById) ?? "a user who is gone"),
    reason,
  };
};

const viewOf = (
  viewer: Asking,
  tool: ToolRow,
  version: VersionRow | null,
  names: Names,
  usage: ReadonlyMap<string, ToolUsageView>,
): ToolView => {
  const current = version === null ? null : versionView(version, names);
  return {
    id: tool.id,
    name: tool.name,
    description: current?.manifest.description ?? "",
    scope: tool.projectId === null ? "all" : "project",
    project: tool.project === null ? null : { id: tool.project.id, title: tool.project.title },
    agents: AgentRole.array().parse(tool.agents),
    enabled: tool.enabled && tool.removedAt === null,
    current,
    usage: usage.get(tool.id) ?? { calls: 0, failures: 0, medianMs: null, lastUsedAt: null },
    mayChange: tool.removedAt === null && mayChange(viewer, tool),
  };
};

const UsageRows = z.array(
  z.object({
    toolId: z.string(),
    calls: z.int(),
    failures: z.int(),
    medianMs: z.number().nullable(),
    lastUsedAt: z.date(),
  }),
);

/** What has come of all calls of each tool, whatever its version was. */
const usageOf = async ({ prisma }: Reader, toolIds: readonly string[]): Promise<ReadonlyMap<string, ToolUsageView>> => {
  if (toolIds.length === 0) return new Map();
  const rows = UsageRows.parse(
    await prisma.$queryRaw`
      SELECT v."toolId", count(*)::int AS "calls",
        count(*) FILTER (WHERE u."outcome" <> 'succeeded')::int AS "failures",
        percentile_cont(0.5) WITHIN GROUP (ORDER BY u."durationMs") FILTER (WHERE u."outcome" <> 'refused') AS "medianMs",
        max(u."at") AS "lastUsedAt"
      FROM "ToolUse" u JOIN "ToolVersion" v ON v."id" = u."versionId"
      WHERE v."toolId" = ANY(${[...toolIds]}) GROUP BY v."toolId"`,
  );
  return new Map(rows.map(({ toolId, ...usage }) => [toolId, usage]));
};
