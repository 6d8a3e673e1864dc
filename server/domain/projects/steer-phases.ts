import type { EventPayload } from "../../contract/events.ts";
import type { ProviderWish } from "../../contract/fallback.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Phase } from "../../db/generated/client.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { appendEvents, storableText } from "../events/index.ts";
import { screenWords } from "../screening/index.ts";
import { applySignal } from "./apply-signal.ts";
import { lockProject } from "./load-project.ts";
import { assertProviderReady } from "./phase-provider.ts";
import type { Signal } from "./project-state.ts";

export interface SteerPhaseOptions {
  readonly projectId: string;
  readonly phaseId: string;
  readonly actorId: string;
}

type Steered = Omit<Extract<EventPayload, { type: "phase.steered" }>, "type" | "by">;

/** Takes a phase in hand: what it says to the log, the audit and the machine, all or nothing. */
const steer = async (
  domain: Domain,
  { projectId, phaseId, actorId }: SteerPhaseOptions,
  words: string | null,
  decide: (phase: Phase, before: readonly Phase[], tx: Tx) => Promise<{ signal: Signal; steered: Steered }>,
): Promise<void> => {
  await screenWords(domain, { subjectId: projectId, words: words ?? "", actorId });
  await domain.prisma.$transaction(async (tx) => {
    const { project } = await lockProject(tx, projectId);
    const phases = await tx.phase.findMany({
      where: { projectId, cycle: project.cycle },
      orderBy: { position: "asc" },
    });
    const index = phases.findIndex(({ id }) => id === phaseId);
    const phase = phases[index];
    if (phase === undefined)
      throw new DomainError("not_found", "This phase is not in the plan any more. Reload the page and look again.");
    const { signal, steered } = await decide(phase, phases.slice(0, index), tx);
    const { name: by } = await tx.user.findUniqueOrThrow({ where: { id: actorId }, select: { name: true } });
    await appendEvents(tx, {
      projectId,
      fence: null,
      events: [{ phaseId, payload: { type: "phase.steered", ...steered, by } }],
    });
    await applySignal(domain, tx, { projectId, signal, actorId });
    await appendAudit(tx, { actorId, action: "phase.steered", subjectId: projectId, detail: { phaseId, ...steered } });
  });
};

/** Where the workspace stood before the phase; null where nothing of the project has been committed or begun. */
const startOf = (phase: Phase, before: readonly Phase[]): string | null =>
  phase.baseCommit ?? before.findLast(({ commit }) => commit !== null)?.commit ?? null;

/**
 * Has a phase done again: from its start (its files are put back first, and what came after it comes again) or, the one
 * at work, on top of what is there. `text` is what is to be different this time, `model` the Developer's from now on
 * (null: as configured), `provider` who works on the phase from now on: a local one with that model, or with the first
 * that is ready (null: as on its project). Errors: not_found; conflict in words where that makes no sense; unavailable.
 */
export const redoPhase = async (
  domain: Domain,
  {
    from,
    model,
    provider = null,
    ...options
  }: SteerPhaseOptions & {
    from: "start" | "as_it_stands";
    text: string | null;
    model: string | null;
    provider?: ProviderWish | null;
  },
): Promise<void> => {
  await assertProviderReady(domain, { projectId: options.projectId, provider, model });
  await steer(domain, options, options.text, async (phase, before, tx) => {
    const text = options.text === null ? null : storableText(options.text);
    const restoreTo = from === "start" ? startOf(phase, before) : null;
    await tx.phase.update({ where: { id: phase.id }, data: { model, provider } });
    return {
      signal: { type: "phase_redone", phaseId: phase.id, restoreTo, text },
      steered: { action: from === "start" ? "redo_from_start" : "redo_as_it_stands", text, model, provider },
    };
  });
};

/** Leaves a phase out. What has been done of it is put aside (a git tag keeps it). Errors: not_found, conflict. */
export const skipPhase = (domain: Domain, options: SteerPhaseOptions & { reason: string }): Promise<void> =>
  steer(domain, options, options.reason, async (phase, before) => {
    const reason = storableText(options.reason);
    const restoreTo = phase.status === "PENDING" ? null : startOf(phase, before);
    return {
      signal: { type: "phase_skipped", phaseId: phase.id, restoreTo, reason },
      steered: { action: "skip", text: reason, model: null, provider: null },
    };
  });

/**
 * Goes back to an accepted phase (R59): the workspace becomes as it was then, and what came after is done again.
 * Errors: not_found, conflict.
 */
export const rollBack = (domain: Domain, options: SteerPhaseOptions): Promise<void> =>
  steer(domain, options, null, async ({ id, commit }) => {
    if (commit === null) throw new DomainError("conflict", "One can only go back to an accepted phase.");
    return {
      signal: { type: "rolled_back", phaseId: id, restoreTo: commit },
      steered: { action: "roll_back", text: null, model: null, provider: null },
    };
  });
