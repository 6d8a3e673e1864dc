import { AskAnswer, AskContent } from "../../contract/asks.ts";
import { canonicalJson } from "../../contract/canonical-json.ts";
import { newId } from "../../platform/ids.ts";
import type { Domain, Tx } from "../domain.ts";
import { storable } from "../events/index.ts";
import type { Lease } from "../runs/index.ts";
import { readSettings } from "../settings/index.ts";
import { openAsk, withdrawAsks } from "./open-ask.ts";

/** A tool call that is not to be carried out before a person has allowed it. */
export interface AskedToolUse {
  readonly toolUseId: string;
  readonly toolName: string;
  readonly input: unknown;
}

export type PermissionAnswer = Extract<AskAnswer, { kind: "permission" }>;

export interface PermissionAsk {
  readonly askId: string;
  /** Null: nobody has answered. */
  readonly answer: PermissionAnswer | null;
}

const what = ({ toolName, input }: Omit<AskedToolUse, "toolUseId">): string =>
  canonicalJson({ toolName, input: storable(input ?? null) });

/**
 * What was asked about a run's tool call: under its own id, or, when a crash made the agent repeat the call under
 * another one, under that of the call whose answer it has not had. From then on the ask is about the new id. The caller
 * holds the project's lock.
 */
export const findPermissionAsk = async (
  tx: Tx,
  { projectId, runId, toolUse }: { projectId: string; runId: string; toolUse: AskedToolUse },
): Promise<PermissionAsk | null> => {
  const { toolUseId } = toolUse;
  const rows = await tx.ask.findMany({
    where: {
      projectId,
      runId,
      kind: "permission",
      status: { not: "WITHDRAWN" },
      OR: [{ subject: toolUseId }, { deliveredAt: null }],
    },
    orderBy: { createdAt: "desc" },
  });
  const same = (content: unknown): boolean => {
    const asked = AskContent.parse(content);
    return asked.kind === "permission" && what(asked) === what(toolUse);
  };
  const row = rows.find(({ subject }) => subject === toolUseId) ?? rows.find(({ content }) => same(content));
  if (row === undefined) return null;
  if (row.subject !== toolUseId) await tx.ask.update({ where: { id: row.id }, data: { subject: toolUseId } });
  const answer = AskAnswer.nullable().parse(row.answer);
  return { askId: row.id, answer: answer?.kind === "permission" ? answer : null };
};

/**
 * Puts a tool call before the human; without an answer in time it becomes a refusal. A run asks one thing at a time:
 * whatever it had asked before and has not come back for is moot. The caller holds the project's lock and the run's
 * lease, and has looked that it is not asked already.
 */
export const openPermissionAsk = async (
  domain: Pick<Domain, "clock">,
  tx: Tx,
  { lease, toolUse }: { lease: Pick<Lease, "projectId" | "runId" | "phaseId">; toolUse: AskedToolUse },
): Promise<PermissionAsk> => {
  const { projectId, runId, phaseId } = lease;
  await withdrawAsks(tx, { projectId, where: { runId, kind: "permission" } });
  await markDelivered(domain, tx, { runId });
  const askId = newId("ask");
  const seconds = (await readSettings({ prisma: tx }))["timeouts.permissionSeconds"];
  const { toolUseId, toolName, input } = toolUse;
  await openAsk(domain, tx, {
    askId,
    projectId,
    runId,
    phaseId,
    subject: toolUseId,
    content: { kind: "permission", toolUseId, toolName, input },
    expiresAt: new Date(domain.clock.now().getTime() + seconds * 1_000),
  });
  return { askId, answer: null };
};

/** The agent has the answer of its run's asks (`askId`: of this one), or goes on without it: it is for no later call. */
export const markDelivered = async (
  { clock }: Pick<Domain, "clock">,
  tx: Tx,
  { runId, askId }: { runId: string; askId?: string },
): Promise<void> => {
  await tx.ask.updateMany({
    where: {
      runId,
      kind: "permission",
      status: "ANSWERED",
      deliveredAt: null,
      ...(askId !== undefined && { id: askId }),
    },
    data: { deliveredAt: clock.now() },
  });
};
