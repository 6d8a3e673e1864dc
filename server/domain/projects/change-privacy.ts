import { DomainError } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain } from "../domain.ts";
import { letGoOn, waitsForProvider } from "./let-go-on.ts";
import { lockProject } from "./load-project.ts";
import type { SteerOptions } from "./steer-project.ts";

/** While an agent is at work, the conversation that it sends along was begun under the other promise. */
const atWork = ["PLANNING", "RUNNING", "REPORTING"] as const;

/**
 * Makes a project private, or no longer; one that waits for somebody to work on it asks anew who may. Private: only local models on the runner's machine are asked, no host is
 * reached but those of the project's own list, and nothing is pushed. What has left the machine before cannot be called
 * back. Errors: conflict while agents are at work, or for a sample.
 */
export const changePrivacy = async (
  domain: Domain,
  { projectId, actorId, private: isPrivate }: SteerOptions & { readonly private: boolean },
): Promise<void> => {
  await domain.prisma.$transaction(async (tx) => {
    const { project } = await lockProject(tx, projectId);
    if (project.private === isPrivate) return;
    if (project.scenario !== null)
      throw new DomainError("conflict", "A sample is played on this machine as it is; it cannot be made private.");
    if (atWork.some((status) => status === project.status))
      throw new DomainError("conflict", "Agents are at work on it. Pause the project first, then change this.");
    await tx.project.update({ where: { id: projectId }, data: { private: isPrivate } });
    await letGoOn(domain, tx, { projectId, actorId, from: waitsForProvider });
    const detail = { from: project.private, to: isPrivate };
    await appendAudit(tx, { actorId, action: "project.privacy_changed", subjectId: projectId, detail });
  });
};
