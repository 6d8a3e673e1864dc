import type { ContextId } from "../../contract/agent-contexts.ts";
import type { Domain } from "../domain.ts";
import { storableText } from "../events/index.ts";
import { screenWords } from "../screening/index.ts";
import { readSettings, writeSetting } from "../settings/index.ts";

/**
 * Replaces one context's text (R17), or with null restores the built-in one; audited. The others stay as they are.
 * Error: invalid (screening).
 */
export const updateContext = async (
  domain: Pick<Domain, "prisma" | "clock">,
  { id, text, actorId }: { id: ContextId; text: string | null; actorId: string },
): Promise<void> => {
  await screenWords(domain, { subjectId: `context.${id}`, words: text ?? "", actorId });
  await domain.prisma.$transaction(async (tx) => {
    // Two admins who change different texts at once must not lose either.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('agents.contexts'))`;
    const { [id]: _, ...others } = (await readSettings({ prisma: tx }))["agents.contexts"];
    await writeSetting(tx, {
      key: "agents.contexts",
      value: text === null ? others : { ...others, [id]: storableText(text) },
      actorId,
    });
  });
};
