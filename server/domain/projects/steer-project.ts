import { currentAccount, demandProgramForSample, privateAccount } from "../accounts/index.ts";
import { appendAudit } from "../audit/index.ts";
import { makeBreakersDue } from "../fallback/index.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Domain, Tx } from "../domain.ts";
import { screenSubmission, screenWords, storeScreening } from "../screening/index.ts";
import { applySignal } from "./apply-signal.ts";
import type { SignalType } from "./project-state.ts";
import { provisionalTitle } from "./provisional-title.ts";

export interface SteerOptions {
  readonly projectId: string;
  readonly actorId: string;
}

const send = async (
  domain: Domain,
  { projectId, actorId }: SteerOptions,
  type: SteerSignal,
  besides: (tx: Tx) => Promise<void> = async () => undefined,
): Promise<void> => {
  await domain.prisma.$transaction(async (tx) => {
    await applySignal(domain, tx, { projectId, signal: { type }, actorId });
    await besides(tx);
    await appendAudit(tx, { actorId, action: `project.${type}`, subjectId: projectId, detail: {} });
  });
};
type SteerSignal = Extract<SignalType, "submitted" | "paused" | "resumed" | "cancelled" | "retried">;

/**
 * Hands a draft in. Errors: `unavailable` with the fix when nobody can carry it out, `conflict` and `invalid` when the
 * screening of its brief demands something first (server/domain/screening). The draft stays.
 */
export const submitProject = async (
  domain: Domain,
  { screeningHash = null, ...options }: SteerOptions & { readonly screeningHash?: string | null },
): Promise<void> => {
  const { projectId, actorId } = options;
  const project = await domain.prisma.project.findUnique({
    where: { id: projectId },
    select: { scenario: true, ownerId: true, brief: true, title: true, status: true, private: true },
  });
  if (project === null) throw new DomainError("not_found", "This project does not exist, or you may not see it.");
  // What was submitted before is refused by its state; and a sample's brief is our own.
  if (project.status !== "DRAFT") return send(domain, options, "submitted");
  if (project.scenario !== null) {
    await demandProgramForSample(domain);
    return send(domain, options, "submitted");
  }
  const { brief, title, ownerId } = project;
  const account = project.private ? await privateAccount(domain) : await currentAccount(domain, ownerId);
  if (account.kind === null) throw new DomainError("unavailable", account.fix);
  await domain.prisma.project.update({ where: { id: projectId }, data: { provider: account.kind } });
  const record = await screenSubmission(domain, { projectId, brief, confirmed: screeningHash, actorId });
  // One of our own making is the brief's words.
  if (title !== provisionalTitle(brief)) await screenWords(domain, { subjectId: projectId, words: title, actorId });
  await send(domain, options, "submitted", async (tx) => {
    // The row is locked since the signal: what goes to work is what was looked at.
    if ((await tx.project.count({ where: { id: projectId, brief } })) === 0)
      throw new DomainError("conflict", "The brief was changed meanwhile. Look at it and submit it again.");
    await storeScreening(tx, { projectId, record });
  });
};

/** Stops the work where it is; its processes end within two seconds, its session is kept. */
export const pauseProject = (domain: Domain, options: SteerOptions): Promise<void> => send(domain, options, "paused");

/** Goes on from where it was paused, in the same session. */
export const resumeProject = (domain: Domain, options: SteerOptions): Promise<void> => send(domain, options, "resumed");

/** Ends the project for good; its files and its log stay. */
export const cancelProject = (domain: Domain, options: SteerOptions): Promise<void> =>
  send(domain, options, "cancelled");

/**
 * Lets a project that waits for a provider, a quota or a person's attention try again now. One that waits for Claude asks
 * it, also where its limit is not known to be over.
 */
export const retryProject = async (domain: Domain, options: SteerOptions): Promise<void> => {
  const waits = await domain.prisma.project.count({
    where: {
      id: options.projectId,
      status: "WAITING",
      OR: [
        { hold: { path: ["reason"], equals: "quota" } },
        // It may have been stopped as the one that tries.
        ...["authentication", "spend_limit"].map((cls) => ({ hold: { path: ["class"], equals: cls } })),
      ],
    },
  });
  if (waits > 0) await makeBreakersDue(domain, options);
  await send(domain, options, "retried");
};
