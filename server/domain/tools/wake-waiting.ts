import { z } from "zod";
import { ToolVerdict } from "../../contract/tool-requests.ts";
import { Hold } from "../../contract/statuses.ts";
import { DomainError } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { storableObject } from "../events/index.ts";
import { applySignal } from "../projects/index.ts";
import { buildStateOf } from "../tool-requests/index.ts";

/** Lets the project go on that waits for this tool, if it does. @returns whether it did */
export const wakeWhoWaits = async (
  domain: Domain,
  tx: Tx,
  { id: requestId, projectId }: { readonly id: string; readonly projectId: string },
): Promise<boolean> => {
  await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;
  const { hold: stored, status } = await tx.project.findUniqueOrThrow({
    where: { id: projectId },
    select: { hold: true, status: true },
  });
  const hold = Hold.nullable().parse(stored);
  if (status !== "WAITING" || hold?.reason !== "tool_build" || hold.requestId !== requestId) return false;
  await applySignal(domain, tx, { projectId, signal: { type: "tool_decided" } });
  return true;
};

const Waiting = z.array(z.object({ id: z.string(), requestId: z.string() }));

/**
 * Lets projects go on whose tool will not come any more: its build was cancelled, has failed, or has ended without one.
 * What is accepted or refused is told at once (decide-version.ts). Returns how many.
 */
export const endVainWaits = async (domain: Domain): Promise<number> => {
  const waiting = Waiting.parse(
    await domain.prisma.$queryRaw`
      SELECT "id", "hold"->>'requestId' AS "requestId" FROM "Project"
      WHERE "status" = 'WAITING' AND "hold"->>'reason' = 'tool_build'`,
  );
  let woken = 0;
  for (const { id: projectId, requestId } of waiting) {
    const build = await buildStateOf(domain, requestId);
    if (build?.state === "building") continue;
    if (await domain.prisma.$transaction((tx) => wakeWhoWaits(domain, tx, { id: requestId, projectId }))) woken += 1;
  }
  return woken;
};

/**
 * A person does not want the agent to wait for the tool any longer: it goes on without, and is told when the tool is
 * there. Error: conflict where nobody waits for it.
 */
export const goOnWithoutTool = async (
  domain: Domain,
  { projectId, actorId }: { projectId: string; actorId: string },
): Promise<void> => {
  await domain.prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;
    const { hold: stored } = await tx.project.findUniqueOrThrow({ where: { id: projectId }, select: { hold: true } });
    const hold = Hold.nullable().parse(stored);
    if (hold?.reason !== "tool_build")
      throw new DomainError("conflict", "This project does not wait for a tool any more.");
    const request = await tx.toolRequest.findUniqueOrThrow({ where: { id: hold.requestId } });
    const verdict = ToolVerdict.parse(request.verdict);
    if (verdict.decision === "approve")
      await tx.toolRequest.update({
        where: { id: request.id },
        data: { verdict: storableObject({ ...verdict, waits: false }) },
      });
    await applySignal(domain, tx, { projectId, signal: { type: "tool_decided" }, actorId });
    await appendAudit(tx, { actorId, action: "tool.not_awaited", subjectId: projectId, detail: { name: hold.name } });
  });
};
