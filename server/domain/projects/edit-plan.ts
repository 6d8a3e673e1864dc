import { PlannedPhase } from "../../contract/outputs.ts";
import { DomainError } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { appendEvents, storable, storableText } from "../events/index.ts";
import { phaseWords, screenWords } from "../screening/index.ts";
import { applySignal } from "./apply-signal.ts";
import { lockProject } from "./load-project.ts";
import { storeRevision } from "./store-plan.ts";

/** More than this nobody oversees, and no page shows. */
const mostPhases = 40;

/**
 * Makes other phases to come the plan's next revision, shows it in the log and tells the machine. A person's revision
 * needs nobody's approval; the PM's waits for one where the user wants to see plans. In the caller's transaction.
 * Errors: invalid (no phase at all, or too many); conflict where nothing is to come any more.
 */
export const revisePlan = async (
  domain: Domain,
  tx: Tx,
  options: {
    projectId: string;
    /** Null: the Project Manager. */
    author: { readonly id: string; readonly name: string } | null;
    reason: string | null;
    phases: readonly PlannedPhase[];
    /** The run that it came from. */
    origin?: { readonly runId: string; readonly phaseId: string | null; readonly attemptId: string };
  },
): Promise<number> => {
  const { projectId, author, reason, phases, origin = {} } = options;
  const approvedAt = author === null ? null : domain.clock.now();
  const stored = await storeRevision(tx, { projectId, phases, author: author?.id ?? null, reason, approvedAt });
  const { revision, plan } = stored;
  if (plan.phases.length === 0)
    throw new DomainError("invalid", "A plan needs at least one phase. To end the project, cancel it.");
  if (plan.phases.length > mostPhases)
    throw new DomainError(
      "invalid",
      `A plan may have at most ${mostPhases} phases; this one has ${plan.phases.length}.`,
    );
  await appendEvents(tx, {
    projectId,
    fence: null,
    events: [{ ...origin, payload: { type: "plan.proposed", revision, plan, by: author?.name ?? null, reason } }],
  });
  await applySignal(domain, tx, {
    projectId,
    signal: { type: "plan_revised", phases: stored.phases, approved: author !== null },
  });
  return revision;
};

/**
 * A person changes what is still to come of a plan that is being carried out. `pendingPhaseIds` are the phases that the
 * page showed as not begun: if one of them has begun since, the change is refused and nothing is lost.
 */
export const editPlan = async (
  domain: Domain,
  options: {
    projectId: string;
    actorId: string;
    pendingPhaseIds: readonly string[];
    phases: readonly PlannedPhase[];
    reason: string | null;
  },
): Promise<void> => {
  const { projectId, actorId, pendingPhaseIds } = options;
  const words = [options.reason ?? "", ...options.phases.map(phaseWords)].join("\n").trim();
  await screenWords(domain, { subjectId: projectId, words, actorId });
  const phases = options.phases.map((phase) => PlannedPhase.parse(storable(phase)));
  const reason = options.reason === null ? null : storableText(options.reason);
  await domain.prisma.$transaction(async (tx) => {
    const { state } = await lockProject(tx, projectId);
    if (state.status === "AWAITING_PLAN_APPROVAL")
      throw new DomainError("conflict", "The plan waits for your answer. Change it there.");
    const pending = state.phases.filter(({ status }) => status === "PENDING").map(({ id }) => id);
    if (pending.join() !== pendingPhaseIds.join())
      throw new DomainError(
        "conflict",
        "The plan has moved on since you opened it: a phase has begun, or somebody else has changed it. Look at it again; your changes are still in the form.",
      );
    const author = await tx.user.findUniqueOrThrow({ where: { id: actorId }, select: { id: true, name: true } });
    const revision = await revisePlan(domain, tx, { projectId, author, reason, phases });
    await appendAudit(tx, { actorId, action: "plan.edited", subjectId: projectId, detail: { revision, reason } });
  });
};
