import { Complexity } from "../contract/briefs.ts";
import type { ProviderError, ProviderErrorClass } from "../contract/errors.ts";
import { modelOfRole } from "../contract/models.ts";
import type { ProviderKind } from "../contract/provider-kinds.ts";
import { operations, type Operation } from "../contract/roles.ts";
import { accountName, accountOfUser, nobodyFix, whyNoAgentStarts } from "../domain/accounts/index.ts";
import type { Domain } from "../domain/domain.ts";
import {
  failedModels,
  hasBeenClaudes,
  namedLocalModel,
  routeOfRun,
  samplesAccount,
  type BreakerKey,
  type FoundRoute,
  type Occasion,
  type PhaseChoice,
  type Route,
  type RoutedProject,
  type Serving,
} from "../domain/fallback/index.ts";
import { readyLocalModels, whyNoneReady, type ChosenModel } from "../domain/local-models/index.ts";
import { roleModelsOf } from "../domain/projects/index.ts";
import { modelsOf, readSettings } from "../domain/settings/index.ts";
import { unreachable } from "../platform/errors.ts";
import type { ProviderAccount } from "../providers/provider.ts";
import { scenarioOfCycle, scriptedBaseUrl } from "../providers/scripted/base-url.ts";
import { defaultScriptedModel } from "../providers/scripted/models.ts";
import { defaultLocalModel } from "../providers/scripted/ollama/local-models.ts";

/** Who is asked, with what, for which model. */
export interface RunAccount {
  readonly provider: ProviderKind;
  readonly account: ProviderAccount;
  readonly model: string;
}

export interface AccountQuestion {
  readonly scriptedUrl: string;
  readonly project: RoutedProject & {
    readonly ownerId: string;
    /** The project's own choice of models, as stored. */
    readonly models: unknown;
    /** contract: Complexity, as stored. */
    readonly complexity: string;
    readonly cycle: number;
  };
  readonly operation: Operation;
  readonly phaseIndex: number;
  readonly round: number;
  /** What a person chose for the phase; null: it is no phase's. */
  readonly phase: PhaseChoice | null;
  readonly runId: string;
}

/** Who works, and in whose place. */
export interface WorkingAccount extends RunAccount {
  readonly serving: Serving;
}

/** Who carries out a run. */
export type RunRoute =
  | WorkingAccount
  /** Nobody can now; the error says why and until when. */
  | Nobody;
/** `waitsFor`: whose breaker is in the way, where that is all. */
export interface Nobody {
  readonly provider: null;
  readonly error: ProviderError;
  readonly waitsFor?: BreakerKey;
}

const cannot = (
  cls: ProviderErrorClass,
  message: string,
  wait: Pick<Extract<Route, { to: "wait" }>, "until" | "outage"> | null = null,
): Nobody => ({
  provider: null,
  error: {
    class: cls,
    message,
    httpStatus: null,
    retryAfterMs: null,
    resetsAt: wait?.until.toISOString() ?? null,
    ...(wait?.outage === true && { outage: true }),
  },
});

/**
 * Who carries out a run, looked up anew for every attempt, so that a new key, model or limit takes effect without a
 * restart. A sample keeps to its story: what began on the scripted model never goes on with a paid one.
 */
export const accountForRun = async (domain: Domain, question: AccountQuestion): Promise<RunRoute> => {
  // A sample is told so when it is made. What is missing is no matter of accounts: no other provider mends it.
  const missing = question.project.scenario === null ? await whyNoAgentStarts(domain) : null;
  if (missing !== null) return cannot(missing.class, missing.fix);
  const { route, claude, ...found } = await routeFor(domain, question, { at: "attempt" });
  switch (route.to) {
    case "claude":
    case "local":
      return workingWith(question.project, { route, claude, ...found });
    case "wait":
      return {
        ...cannot("quota", route.message, route),
        ...("fix" in claude ? {} : { waitsFor: askedKey(question.project, claude, found) }),
      };
    case "nobody": {
      const { project, phase, runId } = question;
      const failed = await failedModels(domain, { projectId: project.id, runId });
      // Where they stood in for Claude, its account is what is missing.
      if (failed.length > 0 && route.because === "no_account" && (await hasBeenClaudes(domain, project)))
        return cannot("no_account", `There is no account of Claude's. ${allFailed(failed)}`);
      // Where no server answers, it is waited for.
      if (failed.length > 0 && (await readyLocalModels(domain, { onThisMachine: project.private })).length > 0)
        return cannot("malformed_response", allFailed(failed));
      return nobody(domain, {
        phase,
        because: route.because,
        fix: "fix" in claude ? claude.fix : "",
        hasLocal: found.local !== null,
      });
    }
    default:
      return unreachable(route);
  }
};

/** Where a run goes on such an occasion. */
export const routeFor = async (
  domain: Domain,
  question: AccountQuestion,
  occasion: Occasion,
): Promise<FoundRoute & { readonly claude: Claude }> => {
  const claude = await claudeFor(domain, question);
  const { project, phase, runId } = question;
  const found = await routeOfRun(domain, {
    project,
    phase,
    runId,
    claude: "fix" in claude ? null : breakerKeyOf(project, claude),
    samplesModel: project.scenario === null ? null : samplesModel(question),
    occasion,
  });
  return { ...found, claude };
};

/** Who would carry out the rest of a run that Claude is answering; null: nobody, or it would wait. */
export const accountForRest = async (domain: Domain, question: AccountQuestion): Promise<WorkingAccount | null> => {
  const { route, ...found } = await routeFor(domain, question, { at: "claudes_turn" });
  return route.to === "claude" || route.to === "local" ? workingWith(question.project, { route, ...found }) : null;
};

const askedKey = (project: RoutedProject, claude: RunAccount, { asked }: Pick<FoundRoute, "asked">): BreakerKey =>
  breakerKeyOf(project, { ...claude, model: asked?.model ?? claude.model });

/** The account of Claude's, or what to do where there is none. */
type Claude = RunAccount | { readonly fix: string };

const workingWith = (
  project: AccountQuestion["project"],
  {
    claude,
    route,
    local,
    asked,
  }: FoundRoute & { readonly claude: Claude; readonly route: Extract<Route, { to: "claude" | "local" }> },
): WorkingAccount => {
  if (route.to === "claude") {
    if ("fix" in claude) throw new Error("A route leads to Claude, and there is no account.");
    const model = asked?.model ?? claude.model;
    const side = model === claude.model ? "claude" : "other_model";
    const { until = null } = asked ?? {};
    const why = side === "claude" && route.wanted ? "wish" : (asked?.why ?? null);
    const insteadOf = side === "claude" ? {} : { insteadOf: claude.model };
    return { ...claude, model, serving: { side, provider: claude.provider, model, ...insteadOf, why, until } };
  }
  if (local === null) throw new Error("A route leads to a local model, and there is none.");
  const provider = project.scenario === null ? "ollama" : "scripted";
  const { why, until } = route;
  const insteadOf = "fix" in claude ? {} : { insteadOf: claude.model };
  const serving: Serving = { side: "local", provider, model: local.model, ...insteadOf, why, until };
  return { provider, account: localAccount(local), model: local.model, serving };
};

const allFailed = (models: readonly string[]): string =>
  `Every local model that is ready has failed at this: ${[...new Set(models)].join(", ")}. The activity says how. Choose another one in Settings, Fallback, or let Claude do it.`;

/** What is missing, and who may go on without it. */
const nobody = async (
  domain: Domain,
  {
    phase,
    because,
    fix,
    hasLocal,
  }: Pick<AccountQuestion, "phase"> & {
    readonly because: Extract<Route, { to: "nobody" }>["because"];
    /** What to do about Claude. */
    readonly fix: string;
    readonly hasLocal: boolean;
  },
): Promise<RunRoute> => {
  switch (because) {
    case "private":
      return cannot(
        "no_local_model",
        `This project is private: only models on this machine may work on it, and none is ready. ${await whyNoneReady(domain, { onThisMachine: true, named: namedLocalModel(phase) })}`,
      );
    case "wish": {
      const why = await whyNoneReady(domain, { named: namedLocalModel(phase) });
      return cannot(
        "no_local_model",
        phase?.provider === "local"
          ? `This phase is to be worked on by ${phase.model ?? "a local model"}, which is not ready. ${why} Or have the phase done again with another one.`
          : `This project is to be worked on by a local model, and none is ready. ${why} Or let it go back to Claude.`,
      );
    }
    case "no_account": {
      // Where one is ready, somebody wants Claude alone.
      if (hasLocal) return cannot("no_account", "No account of Claude's can be used.");
      return fix === nobodyFix
        ? cannot(
            "no_local_model",
            `No account of Claude's is set up, and no local model is ready. ${await whyNoneReady(domain)}`,
          )
        : cannot("no_account", `No provider can do this now. ${fix}`);
    }
    default:
      return unreachable(because);
  }
};

/** Whom the breakers know it as. */
export const breakerKeyOf = (
  project: Pick<RoutedProject, "id" | "scenario">,
  { account, model }: RunAccount,
): BreakerKey => ({
  account: project.scenario === null ? accountName(account) : samplesAccount(project.id),
  model,
});

export const localAccount = ({ hostUrl, allow, contextTokens, analysisTokens }: ChosenModel): ProviderAccount => ({
  kind: "local",
  baseUrl: hostUrl,
  addresses: allow,
  credential: null,
  contextTokens,
  analysisTokens,
});

const scopedUrl = ({ scriptedUrl, project, operation, phaseIndex, round }: AccountQuestion): string =>
  scriptedBaseUrl({
    serverUrl: scriptedUrl,
    scenario: scenarioOfCycle(project.scenario ?? "", project.cycle),
    operation,
    phaseIndex,
    round,
  });

/** A sample's local model is played by the same server as its Claude. */
export const samplesModel = (question: AccountQuestion): ChosenModel => ({
  hostUrl: scopedUrl(question),
  allow: "any",
  model: namedLocalModel(question.phase) ?? defaultLocalModel,
  contextTokens: 65_536,
  analysisTokens: 65_536,
  runsAt: null,
});

/** The account of Claude's that a project would be worked on with, or what to do where there is none. */
export const claudeFor = async (domain: Domain, question: AccountQuestion): Promise<Claude> => {
  const { project, operation, phase } = question;
  const chosen = operation === "IMPLEMENT" && phase?.provider !== "local" ? (phase?.model ?? null) : null;
  if (project.scenario !== null) {
    return {
      provider: "scripted",
      account: { kind: "scripted", baseUrl: scopedUrl(question), credential: "scripted" },
      model: chosen ?? defaultScriptedModel,
    };
  }
  const account = await accountOfUser(domain, project.ownerId);
  if (account.kind === null) return { fix: account.fix };
  if (account.kind === "ollama") return { fix: nobodyFix };
  // What the runner does itself asks no model; it stands in the books as the Project Manager's.
  const role = operations[operation].role ?? "PROJECT_MANAGER";
  const complexity = Complexity.parse(project.complexity);
  const own = roleModelsOf(project)[role];
  const model = chosen ?? own ?? modelOfRole(modelsOf(await readSettings(domain)), role, complexity);
  switch (account.kind) {
    case "anthropic_api": {
      const { credential, baseUrl, addresses } = account;
      return { provider: account.kind, account: { kind: "api_key", baseUrl, addresses, credential }, model };
    }
    case "claude_subscription":
      return {
        provider: account.kind,
        account: { kind: "subscription", baseUrl: null, credential: account.credential },
        model,
      };
    default:
      return unreachable(account);
  }
};
