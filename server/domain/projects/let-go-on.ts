import { Hold } from "../../contract/statuses.ts";
import type { Domain, Tx } from "../domain.ts";
import { applySignal } from "./apply-signal.ts";
import { lockProject } from "./load-project.ts";

/** Lets a project go on that waits, if it still waits for what is no longer in its way. Returns whether it did. */
export const letGoOn = async (
  domain: Domain,
  tx: Tx,
  {
    projectId,
    actorId = null,
    from,
  }: { readonly projectId: string; readonly actorId?: string | null; readonly from: (hold: Hold) => boolean },
): Promise<boolean> => {
  const { project } = await lockProject(tx, projectId);
  const hold = Hold.nullable().parse(project.hold);
  if (project.status !== "WAITING" || hold === null || !from(hold)) return false;
  await applySignal(domain, tx, { projectId, signal: { type: "retried" }, actorId });
  return true;
};

/**
 * Lets each of these go on that still waits so once it is locked: somebody else may have let it go on in between, and it may
 * wait for something else by now. One that cannot be looked at holds no other up.
 * @param from of which wait it may go on, by a look at it; null: of none
 * @returns how many went on
 * @throws the first error, when all have had their turn
 */
export const letAllGoOn = async <Waiting extends { readonly id: string }>(
  domain: Domain,
  projects: readonly Waiting[],
  from: (project: Waiting) => ((hold: Hold) => boolean) | null | Promise<((hold: Hold) => boolean) | null>,
): Promise<number> => {
  let resumed = 0;
  const errors: unknown[] = [];
  for (const project of projects) {
    try {
      const wait = await from(project);
      if (wait === null) continue;
      const goesOn = await domain.prisma.$transaction((tx) =>
        letGoOn(domain, tx, { projectId: project.id, from: wait }),
      );
      resumed += Number(goesOn);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
  return resumed;
};

/** Whether it stands still for want of somebody who can work on it, and not for a person's answer. */
export const waitsForProvider = ({ reason }: Hold): boolean => reason === "quota" || reason === "provider";
