import { ProviderError, type ProviderErrorClass } from "../../contract/errors.ts";
import { FallbackMode, ProviderWish, type SwitchReason } from "../../contract/fallback.ts";
import { otherModels } from "../../contract/model-families.ts";
import type { Hold } from "../../contract/statuses.ts";
import type { ProviderKind } from "../../contract/provider-kinds.ts";
import type { Phase, Project } from "../../db/generated/client.ts";
import type { Domain, Reader } from "../domain.ts";
import { chooseLocalModel, type ChosenModel } from "../local-models/index.ts";
import { patienceWith } from "../runs/index.ts";
import { modelsOf, readSettings } from "../settings/index.ts";
import { isFamilyLimit } from "./breaker-rules.ts";
import { readBreaker, takeProbe, type BreakerKey } from "./breakers.ts";
import { decideRoute, type BreakerView, type Route, type RouteFacts } from "./decide-route.ts";
import { lookAhead } from "./look-ahead.ts";

/** The parts of a project that decide who works for it. */
export type RoutedProject = Pick<Project, "id" | "scenario" | "fallbackMode" | "providerWish" | "private">;

/** What a person chose for a phase, before what holds for its project. */
export type PhaseChoice = Pick<Phase, "provider" | "model">;

/** Whose way is asked for. */
interface RoutedRun {
  readonly project: RoutedProject;
  /** Null: nothing was chosen, or it is no phase's. */
  readonly phase: PhaseChoice | null;
  readonly runId: string;
}

/** The local model that a person named for a phase. Never another in its place: that one would not be what they asked for. */
export const namedLocalModel = (phase: PhaseChoice | null): string | null =>
  phase?.provider === "local" ? phase.model : null;

/** Failures of a local model, or of its server, after which the next one is tried for the same run. */
const modelsFault: readonly ProviderErrorClass[] = [
  "malformed_response",
  "model_not_found",
  "context_too_long",
  "invalid_request",
  "overloaded",
  "authentication",
];
/** Those that may pass: the next one is tried when this one has been for as often as one tries. */
const passingFaults = ["network", "timeout", "throttled"] as const satisfies readonly ProviderErrorClass[];

type Surroundings = Reader & Pick<Domain, "environment" | "clock">;
/** Of what is decided outside of any transaction. */
type Outside = Pick<Domain, "prisma" | "clock" | "environment">;

/** The local model that this run could go to now; null: none is ready, or all have failed it. */
export const localFor = async (
  domain: Surroundings,
  { project, phase, runId, readyAfter = null }: RoutedRun & { readonly readyAfter?: Date | null },
): Promise<ChosenModel | null> =>
  chooseLocalModel(domain, {
    onThisMachine: project.private,
    readyAfter,
    without: await failedModels(domain, { projectId: project.id, runId }),
    named: namedLocalModel(phase),
  });

const wishesOf = async (
  domain: Surroundings,
  { project, phase }: Pick<RoutedRun, "project" | "phase">,
): Promise<{ readonly mode: FallbackMode; readonly wish: ProviderWish | null }> => {
  const settings = await readSettings(domain);
  // A sample tells its story as it is written; only the one about limits has a way out of them.
  const isOwn = project.scenario === null;
  return {
    mode: FallbackMode.parse(project.fallbackMode ?? (isOwn ? settings["fallback.mode"] : "disabled")),
    wish: ProviderWish.nullable().parse(
      phase?.provider ?? project.providerWish ?? (isOwn ? settings["fallback.wish"] : null),
    ),
  };
};

/** Whether people let a run that Claude cannot carry out go on with a local model by itself. */
export const mayFallBack = async (
  domain: Surroundings,
  run: Pick<RoutedRun, "project" | "phase">,
): Promise<boolean> => {
  const { mode, wish } = await wishesOf(domain, run);
  return mode === "auto" && wish !== "claude";
};

/** Whether a run that Claude cannot carry out goes on with a local model by itself: it may, and one is ready. */
export const canFallBack = async (domain: Surroundings, run: RoutedRun): Promise<boolean> =>
  (await mayFallBack(domain, run)) && (run.project.scenario !== null || (await localFor(domain, run)) !== null);

interface FailedCall {
  readonly error: ProviderError;
  readonly asked: BreakerKey;
}

/**
 * Whether a run may go on with another one of Claude's models by itself, because only one family is at its limit. None
 * need be free: whoever asks for its way then learns which one is first.
 */
export const hasOtherModel = async (
  domain: Surroundings,
  run: RoutedRun,
  { error, asked: { model } }: FailedCall,
): Promise<boolean> => isFamilyLimit(error) && ((await othersFor(domain, run, model)) ?? []).length > 0;

/** Whether another one of Claude's models would go on now, rather than a local model. */
export const isOtherModelFree = async (
  domain: Surroundings,
  run: RoutedRun,
  { error, asked: { account, model } }: FailedCall,
): Promise<boolean> => {
  if (!isFamilyLimit(error)) return false;
  for (const other of (await othersFor(domain, run, model)) ?? []) {
    const breaker = await readBreaker(domain, { account, model: other }, { runId: run.runId });
    if (breaker.state === "closed" || breaker.until <= domain.clock.now()) return true;
  }
  return false;
};

/** Whether a run that a local model has failed has another one to go to. */
export const hasNextModel = async (domain: Surroundings, run: RoutedRun): Promise<boolean> =>
  run.project.scenario === null && (await localFor(domain, run)) !== null;

/**
 * Whether a run that a local model carries out waits for Claude rather than for a person when the local servers stay away:
 * it would be Claude's work, and nobody has chosen otherwise.
 */
export const waitsForClaude = async (
  domain: Surroundings,
  { project, phase, standIn }: Pick<RoutedRun, "project" | "phase"> & { readonly standIn: boolean },
): Promise<boolean> => standIn && !project.private && (await wishesOf(domain, { project, phase })).wish === null;

/**
 * Whether a failure of a local model says that another one may do better.
 * @param failures that failed so in a row, this one included
 */
export const isModelsFault = (cls: ProviderErrorClass, failures: number): boolean =>
  modelsFault.includes(cls) || passingFaults.some((fault) => fault === cls && failures >= patienceWith(fault));

export interface RouteQuestion extends RoutedRun {
  /** The account and model that Claude would be asked with; null: there is none. */
  readonly claude: BreakerKey | null;
  /** The local model of a sample, which has no Ollama behind it. */
  readonly samplesModel: ChosenModel | null;
  readonly occasion: Occasion;
}

/** When it is asked where a run goes: that decides whether it may become the one that tries Claude. */
export type Occasion =
  /** An attempt begins: where Claude is to be tried, this is the run that does. */
  | { readonly at: "attempt" }
  /** A local model has answered a turn in Claude's place, whatever is known of servers: as when an attempt begins. */
  | { readonly at: "local_turn" }
  /** Another one of Claude's models has, in place of the chosen one: likewise. */
  | { readonly at: "other_models_turn" }
  /** Claude has answered a turn: nobody tries anything for it, and that somebody else tries is no reason to leave. */
  | { readonly at: "claudes_turn" }
  /**
   * It waits: nobody tries anything for it, when Claude is due to be asked it is told so elsewhere. `readyAfter`: of local
   * models only one that has become ready since; null: any.
   */
  | { readonly at: "wait"; readonly readyAfter: Date | null };

/** Who carries out a run, and with which model. */
export interface FoundRoute {
  readonly route: Route;
  readonly local: ChosenModel | null;
  readonly asked: AskedModel | null;
}

/** Decides who carries out a run now, and makes it the one that tries where Claude's breaker is due and the occasion allows it. */
export const routeOfRun = async (domain: Outside, question: RouteQuestion): Promise<FoundRoute> => {
  const { claude, runId } = question;
  const keyOf = ({ asked }: FoundRoute): BreakerKey | null =>
    claude && { account: claude.account, model: asked?.model ?? claude.model };
  const { facts: _, ...first } = await lookUp(domain, question);
  const firstKey = keyOf(first);
  if (firstKey === null || !isToTry(question, first) || (await takeProbe(domain, firstKey, { runId }))) return first;
  // Another run tries. Until it has said how it went, this one goes where that leaves it.
  const { facts, ...found } = await lookUp(domain, question);
  const key = keyOf(found);
  if (key === null || !isToTry(question, found)) return found;
  // It has said so by now, and somebody else may be about to.
  const refused = await readBreaker(domain, key, { runId });
  const waiting =
    refused.state === "open" && refused.until <= facts.now
      ? { ...refused, until: new Date(facts.now.getTime() + lookAgainMs) }
      : refused;
  return { ...found, route: decideRoute({ ...facts, breaker: waiting }) };
};

/** Whether this run is to be the one that tries. Whoever stays with another model tries nothing for it: Claude is answering there. */
const isToTry = ({ occasion }: RouteQuestion, { route, asked }: FoundRoute): boolean =>
  mayTry(occasion) &&
  route.to === "claude" &&
  route.probe &&
  !(occasion.at === "other_models_turn" && asked?.why !== null);

const mayTry = ({ at }: Occasion): boolean => at !== "claudes_turn" && at !== "wait";

const lookUp = async (
  domain: Outside,
  question: RouteQuestion,
): Promise<FoundRoute & { readonly facts: Omit<RouteFacts, "breaker"> }> => {
  const { project, claude, samplesModel, occasion } = question;
  const readyAfter = occasion.at === "wait" ? occasion.readyAfter : null;
  const local = project.scenario === null ? await localFor(domain, { ...question, readyAfter }) : samplesModel;
  const facts = {
    claude: claude !== null,
    // Asked for only where there is no account.
    claudes: claude === null && (await hasBeenClaudes(domain, project)),
    local: local !== null || occasion.at === "local_turn",
    ...(await wishesOf(domain, question)),
    private: project.private,
    now: domain.clock.now(),
  };
  if (claude === null)
    return { facts, route: decideRoute({ ...facts, breaker: { state: "closed" } }), local, asked: null };
  const { asked, breaker } = await askedOf(domain, question, {
    claude,
    hasLocal: facts.local && facts.wish !== "claude",
  });
  return { facts, route: decideRoute({ ...facts, breaker }), local, asked };
};

/** The providers that are Claude. */
export const ofClaude = ["anthropic_api", "claude_subscription"] as const satisfies readonly ProviderKind[];

/** Whether Claude, with any of its models, has worked on a project before. */
export const hasBeenClaudes = async (
  { prisma }: Reader,
  { id: projectId }: Pick<RoutedProject, "id">,
): Promise<boolean> =>
  (await prisma.attempt.findFirst({
    where: { run: { projectId }, provider: { in: [...ofClaude] } },
    select: { id: true },
  })) !== null;

/** Which of Claude's models is asked. */
interface AskedModel {
  readonly model: string;
  /** Why it is not the one that was chosen; null: it is. */
  readonly why: SwitchReason | null;
  readonly until: Date | null;
}

/**
 * The chosen model; where only its family is at its limit, another one of Claude's: one that is free, else one that can be
 * tried, else the one that is free first. What is about to be used up is looked at first, for a run that has somewhere
 * else to go.
 */
const askedOf = async (
  domain: Outside,
  run: Pick<RouteQuestion, keyof RoutedRun | "occasion">,
  { claude, hasLocal }: { claude: BreakerKey; hasLocal: boolean },
): Promise<{ readonly asked: AskedModel; readonly breaker: BreakerView }> => {
  const { runId, occasion } = run;
  const isAnswered = occasion.at === "claudes_turn";
  const others = await othersFor(domain, run, claude.model);
  if (others !== null) await lookAhead(domain, claude, { hasLocal, hasOther: others.length > 0 });
  const breaker = await readBreaker(domain, claude, { runId, isAnswered, hasLocal });
  const asked = { model: claude.model, why: null, until: null };
  const now = domain.clock.now();
  if (!isAtFamilyLimit(breaker, now)) return { asked, breaker };
  let first: { readonly asked: AskedModel; readonly breaker: OpenBreaker } = { asked, breaker };
  // Who has nowhere else to go uses what is left; whoever another one has just answered has somewhere.
  const asking = { usesRest: !hasLocal && occasion.at !== "other_models_turn", now };
  for (const model of others ?? []) {
    const key = { account: claude.account, model };
    await lookAhead(domain, key, { hasLocal, hasOther: false });
    const other = await readBreaker(domain, key, { runId, isAnswered, hasLocal });
    const { reason: why, until } = breaker;
    const found = { model, why, until };
    if (other.state === "closed") return { asked: found, breaker: other };
    if (freeAt(other, asking) < freeAt(first.breaker, asking)) first = { asked: found, breaker: other };
  }
  return first;
};

type OpenBreaker = Extract<BreakerView, { state: "open" }>;

/** From when on a model can be asked. */
const freeAt = ({ reason, until }: OpenBreaker, { usesRest, now }: { usesRest: boolean; now: Date }): Date =>
  reason === "near_limit" && usesRest ? now : until;

const isAtFamilyLimit = (breaker: BreakerView, now: Date): breaker is OpenBreaker & { scope: "family" } =>
  breaker.state === "open" &&
  breaker.scope === "family" &&
  (breaker.reason === "quota" || breaker.reason === "near_limit") &&
  breaker.until > now;

/** Claude's other models that a run may go to by itself; null: it goes nowhere by itself. */
const othersFor = async (domain: Surroundings, run: RoutedRun, model: string): Promise<string[] | null> => {
  const { mode, wish } = await wishesOf(domain, run);
  if (run.project.scenario !== null || run.project.private || mode !== "auto" || wish === "local") return null;
  // A person has chosen this very one for the phase: nobody stands in for it.
  if (run.phase?.provider === "claude" && run.phase.model === model) return null;
  return otherModels(model, modelsOf(await readSettings(domain)));
};

/** When to look again at a breaker that somebody else was faster to try. */
const lookAgainMs = 5_000;

/** Holds after which local models that have failed are tried again. */
const forgetting = ["quota", "provider", "attention"] as const satisfies readonly Hold["reason"][];

/**
 * Local models that have failed this run, or whose servers did not answer it for as long as one tries: the next in order
 * is its next try. What failed before it last stood still for want of somebody is forgotten: whoever lets it go on wants it
 * tried again. A question that was answered in between forgets nothing.
 */
export const failedModels = async (
  { prisma }: Reader,
  { projectId, runId }: { readonly projectId: string; readonly runId: string },
): Promise<string[]> => {
  const stood = await prisma.event.findFirst({
    where: {
      projectId,
      type: "project.status_changed",
      OR: forgetting.map((reason) => ({ payload: { path: ["hold", "reason"], equals: reason } })),
    },
    orderBy: { sequence: "desc" },
    select: { at: true },
  });
  const attempts = await prisma.attempt.findMany({
    where: { runId, provider: "ollama", outcome: "FAILED", ...(stood !== null && { startedAt: { gt: stood.at } }) },
    orderBy: { startedAt: "asc" },
    select: { model: true, error: true },
  });
  const failures = attempts.flatMap(({ model, error }) =>
    model === null ? [] : [{ model, cls: ProviderError.parse(error).class }],
  );
  const timesOf = (failure: (typeof failures)[number]): number =>
    failures.filter(({ model, cls }) => model === failure.model && cls === failure.cls).length;
  const failed = failures.filter((failure) => isModelsFault(failure.cls, timesOf(failure)));
  return [...new Set(failed.map(({ model }) => model))];
};
