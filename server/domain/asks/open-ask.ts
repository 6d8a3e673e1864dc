import { createHash } from "node:crypto";
import { AskContent, lastingAsks } from "../../contract/asks.ts";
import { canonicalJson } from "../../contract/canonical-json.ts";
import { Plan } from "../../contract/outputs.ts";
import type { Prisma } from "../../db/generated/client.ts";
import { newId } from "../../platform/ids.ts";
import type { Domain, Tx } from "../domain.ts";
import { appendEvents, storable, storableObject } from "../events/index.ts";
import { queueDelivery } from "../webhooks/index.ts";

/** What an answer must name to be about this content: sha256 of its JSON with sorted keys. */
export const contentHash = (content: AskContent): string =>
  createHash("sha256").update(canonicalJson(content)).digest("hex");

/** Opens an ask, shows it in the log, and tells it to the webhook, which learns what kind it is and not what is in it. `subject` is what it is about; the same subject is asked once at a time. */
export const openAsk = async (
  { clock }: Pick<Domain, "clock">,
  tx: Tx,
  options: {
    askId: string;
    projectId: string;
    runId: string | null;
    phaseId: string | null;
    subject: string;
    content: AskContent;
    /** Then it becomes a refusal. */
    expiresAt?: Date;
  },
): Promise<void> => {
  const { askId, projectId, runId, phaseId, subject } = options;
  const content = AskContent.parse(storable(options.content));
  await tx.ask.create({
    data: {
      id: askId,
      projectId,
      runId,
      kind: content.kind,
      subject,
      content: storableObject(content),
      contentHash: contentHash(content),
      status: "PENDING",
      expiresAt: options.expiresAt ?? null,
    },
  });
  await appendEvents(tx, {
    projectId,
    fence: null,
    events: [{ runId, phaseId, payload: { type: "ask.opened", askId, content } }],
  });
  await queueDelivery({ tx, now: clock.now() }, { type: "ask.opened", data: { askId, projectId, kind: content.kind } });
};

/** Puts the newest plan revision before the human. */
export const askPlanApproval = async (
  domain: Pick<Domain, "clock">,
  tx: Tx,
  { projectId }: { projectId: string },
): Promise<void> => {
  const revision = await tx.planRevision.findFirstOrThrow({ where: { projectId }, orderBy: { number: "desc" } });
  await openAsk(domain, tx, {
    askId: newId("ask"),
    projectId,
    runId: null,
    phaseId: null,
    subject: revision.id,
    content: { kind: "plan_approval", revision: revision.number, plan: Plan.parse(revision.plan) },
  });
};

/** Escalates a phase to the human. */
export const askQuestion = (
  domain: Pick<Domain, "clock">,
  tx: Tx,
  {
    projectId,
    askId,
    phaseId,
    options,
    question,
    reason,
  }: {
    projectId: string;
    askId: string;
    phaseId: string;
    options: "phase" | "assignments";
    question: string;
    reason: string;
  },
): Promise<void> =>
  openAsk(domain, tx, {
    askId,
    projectId,
    runId: null,
    phaseId,
    subject: phaseId,
    content: { kind: "question", options, question, reason },
  });

/** What the work at hand asks for goes with it; a tool that is lacking, or was built, is so afterwards, too. */
const ofTheWork = { kind: { notIn: [...lastingAsks] } };

/** Takes back whatever is still open: nobody needs the answer any more. */
export const withdrawAsks = async (
  tx: Tx,
  { projectId, where = ofTheWork }: { projectId: string; where?: Prisma.AskWhereInput },
): Promise<void> => {
  const open = await tx.ask.findMany({ where: { ...where, projectId, status: "PENDING" }, select: { id: true } });
  if (open.length === 0) return;
  await tx.ask.updateMany({ where: { id: { in: open.map(({ id }) => id) } }, data: { status: "WITHDRAWN" } });
  await appendEvents(tx, {
    projectId,
    fence: null,
    events: open.map(({ id }) => ({ payload: { type: "ask.withdrawn", askId: id } })),
  });
};
