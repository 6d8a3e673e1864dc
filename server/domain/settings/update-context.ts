import type { ContextId } from "../../contract/agent-contexts.ts";
import type { Domain } from "../domain.ts";
import { readSettings, writeSetting } from "./settings.ts";

/** Replaces one context's text (R17), or with null restores the built-in one; audited. The others stay as they are. */
export const updateContext = async (
  { prisma }: Pick<Domain, "prisma">,
  { id, text, actorId }: { id: ContextId; text: string | null; actorId: string },
): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    // Two admins who change different texts at once must not lose either.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('agents.contexts'))`;
    const { [id]: _, ...others } = (await readSettings({ prisma: tx }))["agents.contexts"];
    await writeSetting(tx, {
      key: "agents.contexts",
      value: text === null ? others : { ...others, [id]: text },
      actorId,
    });
  });
};
