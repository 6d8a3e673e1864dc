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

/** Whether it stands still for want of somebody who can work on it, and not for a person's answer. */
export const waitsForProvider = ({ reason }: Hold): boolean => reason === "quota" || reason === "provider";
