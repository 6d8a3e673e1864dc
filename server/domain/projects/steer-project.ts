import { currentAccount } from "../accounts/index.ts";
import { appendAudit } from "../audit/index.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Domain } from "../domain.ts";
import { applySignal } from "./apply-signal.ts";
import type { SignalType } from "./project-machine.ts";

export interface SteerOptions {
  readonly projectId: string;
  readonly actorId: string;
}

const send = async (domain: Domain, { projectId, actorId }: SteerOptions, type: SteerSignal): Promise<void> => {
  await domain.prisma.$transaction(async (tx) => {
    await applySignal(domain, tx, { projectId, signal: { type }, actorId });
    await appendAudit(tx, { actorId, action: `project.${type}`, subjectId: projectId, detail: {} });
  });
};
type SteerSignal = Extract<SignalType, "submitted" | "paused" | "resumed" | "cancelled" | "retried">;

/** Hands a draft in. Error `unavailable` with the fix when nobody can carry it out; the draft stays. */
export const submitProject = async (domain: Domain, options: SteerOptions): Promise<void> => {
  const { projectId } = options;
  const project = await domain.prisma.project.findUnique({ where: { id: projectId }, select: { scenario: true } });
  if (project === null) throw new DomainError("not_found", "This project does not exist, or you may not see it.");
  if (project.scenario === null) {
    const account = await currentAccount(domain);
    if (account.kind === null) throw new DomainError("unavailable", account.fix);
    await domain.prisma.project.update({ where: { id: projectId }, data: { provider: account.kind } });
  }
  await send(domain, options, "submitted");
};

/** Stops the work where it is; its processes end within two seconds, its session is kept. */
export const pauseProject = (domain: Domain, options: SteerOptions): Promise<void> => send(domain, options, "paused");

/** Goes on from where it was paused, in the same session. */
export const resumeProject = (domain: Domain, options: SteerOptions): Promise<void> => send(domain, options, "resumed");

/** Ends the project for good; its files and its log stay. */
export const cancelProject = (domain: Domain, options: SteerOptions): Promise<void> =>
  send(domain, options, "cancelled");

/** Lets a project that waits for a provider, a quota or a person's attention try again now. */
export const retryProject = (domain: Domain, options: SteerOptions): Promise<void> => send(domain, options, "retried");
