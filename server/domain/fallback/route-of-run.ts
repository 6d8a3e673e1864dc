import type { ProviderErrorClass } from "../../contract/errors.ts";
import { FallbackMode, ProviderWish } from "../../contract/fallback.ts";
import type { Phase, Project } from "../../db/generated/client.ts";
import type { Domain, Reader } from "../domain.ts";
import { chooseLocalModel, type ChosenModel } from "../local-models/index.ts";
import { readSettings } from "../settings/index.ts";
import { readBreaker, takeProbe, type BreakerKey } from "./breakers.ts";
import { decideRoute, type Route } from "./decide-route.ts";

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

/** Failures of a local model after which the next one is tried for the same run. */
const modelsFault: readonly ProviderErrorClass[] = [
  "malformed_response",
  "model_not_found",
  "context_too_long",
  "invalid_request",
  "overloaded",
];

type Surroundings = Reader & Pick<Domain, "environment" | "clock">;

/** The local model that this run could go to now; null: none is ready, or all have failed it. */
export const localFor = async (
  domain: Surroundings,
  { project, phase, runId }: RoutedRun,
): Promise<ChosenModel | null> =>
  chooseLocalModel(domain, {
    onThisMachine: project.private,
    without: await failedModels(domain, runId),
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

/** Whether a run that Claude cannot carry out goes on with a local model by itself. */
export const canFallBack = async (domain: Surroundings, run: RoutedRun): Promise<boolean> => {
  const { mode, wish } = await wishesOf(domain, run);
  if (mode !== "auto" || wish === "claude") return false;
  return run.project.scenario !== null || (await localFor(domain, run)) !== null;
};

/** Whether a run that a local model has failed has another one to go to. */
export const hasNextModel = async (domain: Surroundings, run: RoutedRun): Promise<boolean> =>
  run.project.scenario === null && (await localFor(domain, run)) !== null;

/** Failures that are a local model's own: another one may do better. */
export const isModelsFault = (cls: ProviderErrorClass): boolean => modelsFault.some((fault) => fault === cls);

/**
 * Decides who carries out a run now, and makes it the one that tries where Claude's breaker is due.
 * @param claude the account and model that Claude would be asked with; null: there is none
 * @param samplesModel the local model of a sample, which has no Ollama behind it
 */
export const routeOfRun = async (
  domain: Pick<Domain, "prisma" | "clock" | "environment">,
  question: RoutedRun & {
    readonly claude: BreakerKey | null;
    readonly samplesModel: ChosenModel | null;
  },
): Promise<{ readonly route: Route; readonly local: ChosenModel | null }> => {
  const { project, runId, claude, samplesModel } = question;
  const local = project.scenario === null ? await localFor(domain, question) : samplesModel;
  const facts = {
    claude: claude !== null,
    local: local !== null,
    ...(await wishesOf(domain, question)),
    private: project.private,
    now: domain.clock.now(),
  };
  const breaker = claude === null ? ({ state: "closed" } as const) : await readBreaker(domain, claude, { runId });
  const route = decideRoute({ ...facts, breaker });
  if (route.to !== "claude" || !route.probe || claude === null) return { route, local };
  if (await takeProbe(domain, claude, { runId })) return { route, local };
  // Another run tries; until it has said how it went, this one goes where it would have gone.
  const refused = await readBreaker(domain, claude, { runId });
  const waiting =
    refused.state === "open" && refused.until <= facts.now
      ? { ...refused, until: new Date(facts.now.getTime() + lookAgainMs) }
      : refused;
  return { route: decideRoute({ ...facts, breaker: waiting }), local };
};

/** When to look again at a breaker that somebody else was faster to try. */
const lookAgainMs = 5_000;

/** Local models that have failed this run: the next in order is its next try. */
const failedModels = async ({ prisma }: Reader, runId: string): Promise<string[]> => {
  const attempts = await prisma.attempt.findMany({
    where: { runId, provider: "ollama", outcome: "FAILED" },
    select: { model: true, error: true },
  });
  return attempts.flatMap(({ model, error }) => {
    const cls = typeof error === "object" && error !== null && "class" in error ? error["class"] : null;
    return model !== null && modelsFault.some((fault) => fault === cls) ? [model] : [];
  });
};
