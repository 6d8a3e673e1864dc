import type { CheckResult } from "../../contract/outputs.ts";
import { AgentRole } from "../../contract/roles.ts";
import { ToolVerdict } from "../../contract/tool-requests.ts";
import { ToolManifest, type ToolFile, type ToolProposal } from "../../contract/tools.ts";
import { newId } from "../../platform/ids.ts";
import { openAsk, withdrawAsks } from "../asks/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { storable } from "../events/index.ts";
import type { Lease } from "../runs/index.ts";

/** A tool's folder as a build has left it. */
export interface BuiltTool {
  readonly hash: string;
  readonly manifest: ToolManifest;
  readonly files: readonly ToolFile[];
  readonly checks: readonly CheckResult[];
  /** A packed tar of exactly these files. */
  readonly archive: Uint8Array<ArrayBuffer>;
}

/** More of a check's output is not needed to decide. */
const shownOutput = 2_000;

/**
 * Puts what a build has come to before a person: as the tool's next version, which nobody can use before it is accepted.
 * Safe to repeat: the same content of the same build is proposed once. One that the build has gone on from is withdrawn.
 * @returns false where the run's lease is lost, and then nothing was written
 */
export const proposeToolVersion = async (
  domain: Pick<Domain, "prisma" | "clock">,
  { lease, requestId, built }: { lease: Lease; requestId: string; built: BuiltTool },
): Promise<boolean> => {
  const { projectId, runId, leaseToken } = lease;
  return domain.prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;
    const held = await tx.run.count({ where: { id: runId, leaseToken, status: "RUNNING" } });
    if (held === 0) return false;
    const open = await tx.toolVersion.findMany({ where: { buildProjectId: projectId, status: "PROPOSED" } });
    if (open.some(({ hash }) => hash === built.hash)) return true;
    await withdrawAsks(tx, { projectId, where: { kind: "tool_acceptance" } });
    await tx.toolVersion.updateMany({
      where: { buildProjectId: projectId, status: "PROPOSED" },
      data: { status: "WITHDRAWN" },
    });
    const { cycle } = await tx.project.findUniqueOrThrow({ where: { id: projectId }, select: { cycle: true } });
    await propose(domain, tx, { lease, requestId, built, cycle });
    return true;
  });
};

const propose = async (
  domain: Pick<Domain, "clock">,
  tx: Tx,
  { lease, requestId, built, cycle }: { lease: Lease; requestId: string; built: BuiltTool; cycle: number },
): Promise<void> => {
  const { projectId, runId, phaseId } = lease;
  const { hash, manifest, files, checks, archive } = built;
  const request = await tx.toolRequest.findUniqueOrThrow({
    where: { id: requestId },
    include: { project: { select: { id: true, title: true } } },
  });
  const verdict = ToolVerdict.parse(request.verdict);
  const agents = verdict.decision === "approve" ? verdict.agents : [AgentRole.parse(request.role)];
  const tool = await findOrCreate(tx, { name: manifest.name, projectId: request.projectId, agents });
  const number = (await tx.toolVersion.count({ where: { toolId: tool.id } })) + 1;
  const versionId = newId("toolVersion");
  const shown = checks.map((check) => ({ ...check, output: check.output.slice(-shownOutput) }));
  await tx.toolVersion.create({
    data: {
      id: versionId,
      toolId: tool.id,
      number,
      requestId,
      buildProjectId: projectId,
      cycle,
      runId,
      hash,
      manifest: asJson(manifest),
      files: asJson(files),
      checks: asJson(shown),
      archive,
    },
  });
  const proposal: ToolProposal = {
    versionId,
    number,
    hash,
    manifest,
    files: [...files],
    checks: shown,
    previous: await inUse(tx, { toolId: tool.id }),
    scope: tool.projectId === null ? "all" : "project",
    askedBy: request.project,
    agents,
  };
  await openAsk(domain, tx, {
    askId: newId("ask"),
    projectId,
    runId,
    phaseId,
    subject: versionId,
    content: { kind: "tool_acceptance", proposal },
  });
};

/** A tool's own words may hold what no database stores. */
const asJson = (value: unknown): object => {
  const stored = storable(value);
  if (typeof stored !== "object" || stored === null) throw new Error("This is no JSON object.");
  return stored;
};

/** Of the asking project, or the one of this name that all have: what is built then is its next version. */
const findOrCreate = async (
  tx: Tx,
  { name, projectId, agents }: { name: string; projectId: string; agents: readonly AgentRole[] },
): Promise<{ readonly id: string; readonly projectId: string | null }> => {
  const [own] = await tx.tool.findMany({
    where: { name, removedAt: null, OR: [{ projectId }, { projectId: null }] },
    orderBy: { projectId: { sort: "asc", nulls: "last" } },
    take: 1,
  });
  return own ?? tx.tool.create({ data: { id: newId("tool"), name, projectId, agents: [...agents] } });
};

/** The version of a tool that agents use; null: none. */
const inUse = async (tx: Tx, { toolId }: { toolId: string }): Promise<ToolProposal["previous"]> => {
  const version = await tx.toolVersion.findFirst({
    where: { toolId, status: "ACCEPTED" },
    orderBy: { number: "desc" },
    select: { id: true, number: true, manifest: true },
  });
  return version === null ? null : previousOf(version);
};

/** A version in use, as another one is compared with it. */
export const previousOf = (version: {
  readonly id: string;
  readonly number: number;
  readonly manifest: unknown;
}): NonNullable<ToolProposal["previous"]> => {
  const { version: name, rights } = ToolManifest.parse(version.manifest);
  return { versionId: version.id, number: version.number, version: name, rights };
};
