import { endStatuses, type ProjectStatus } from "../../contract/statuses.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { appendEvents, storableText } from "../events/index.ts";
import { screenWords } from "../screening/index.ts";

/** Why nobody would read it; null where an agent's turn is still to come. */
const whyNot = (status: ProjectStatus): string | null => {
  if (status === "DRAFT") return "This project has not been submitted. Change its brief instead.";
  if (status === "REPORTING")
    return "The work is done and the report is being written. Ask for a follow-up when it is there.";
  return endStatuses.some((end) => end === status)
    ? "This project has ended, so nobody would read a message. Ask for a follow-up instead."
    : null;
};

/**
 * Says something to a project that is under way: the agent whose turn comes next gets it.
 * Errors: not_found; conflict where nobody would read it; invalid (screening).
 */
export const sendMessage = async (
  domain: Domain,
  options: { projectId: string; actorId: string; text: string },
): Promise<{ messageId: string }> => {
  const { projectId, actorId } = options;
  await screenWords(domain, { subjectId: projectId, words: options.text, actorId });
  const text = storableText(options.text);
  const messageId = newId("message");
  await domain.prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${projectId} FOR NO KEY UPDATE`;
    const project = await tx.project.findUnique({ where: { id: projectId }, select: { status: true, cycle: true } });
    if (project === null) throw new DomainError("not_found", "This project does not exist, or you may not see it.");
    const reason = whyNot(project.status);
    if (reason !== null) throw new DomainError("conflict", reason);
    await writeMessage(domain, tx, { messageId, projectId, cycle: project.cycle, authorId: actorId, text });
    await appendAudit(tx, {
      actorId,
      action: "message.sent",
      subjectId: projectId,
      detail: { messageId, characters: text.length },
    });
  });
  return { messageId };
};

/**
 * Leaves word for whichever agent's turn comes next, in a transaction of the caller's that holds the project's lock: of
 * something that a person has decided, and that is audited as such. Where no turn is to come, nobody need know.
 */
export const leaveMessage = async (
  domain: Pick<Domain, "clock">,
  tx: Tx,
  { projectId, authorId, text }: { projectId: string; authorId: string; text: string },
): Promise<void> => {
  const { status, cycle } = await tx.project.findUniqueOrThrow({
    where: { id: projectId },
    select: { status: true, cycle: true },
  });
  if (whyNot(status) !== null) return;
  await writeMessage(domain, tx, { messageId: newId("message"), projectId, cycle, authorId, text });
};

const writeMessage = async (
  { clock }: Pick<Domain, "clock">,
  tx: Tx,
  message: { messageId: string; projectId: string; cycle: number; authorId: string; text: string },
): Promise<void> => {
  const { messageId, projectId, cycle, authorId, text } = message;
  const { name: by } = await tx.user.findUniqueOrThrow({ where: { id: authorId }, select: { name: true } });
  await tx.message.create({ data: { id: messageId, projectId, cycle, authorId, text, createdAt: clock.now() } });
  await appendEvents(tx, {
    projectId,
    fence: null,
    events: [{ payload: { type: "message.sent", messageId, text, by } }],
  });
};
