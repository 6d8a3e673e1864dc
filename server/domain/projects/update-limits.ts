import type { UpdateLimitsInput } from "../../contract/limits.ts";
import type { Domain } from "../domain.ts";
import { settingsOfLimits, writeSettingsIn } from "../settings/index.ts";
import { applySignal } from "./apply-signal.ts";
import { nextAdmissions } from "./next-admissions.ts";

/**
 * Changes the installation's limits and time-outs. Every runner reads them for each attempt, so none has to be told. A
 * higher number of active projects lets queued ones begin at once; a lower one stops nobody who is at work.
 */
export const updateLimits = async (
  domain: Domain,
  { input, actorId }: { input: UpdateLimitsInput; actorId: string },
): Promise<void> => {
  await domain.prisma.$transaction(async (tx) => {
    await writeSettingsIn(tx, { values: settingsOfLimits(input), actorId });
    for (const projectId of await nextAdmissions(tx))
      await applySignal(domain, tx, { projectId, signal: { type: "admitted" } });
  });
};
