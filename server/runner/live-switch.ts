import type { ProviderError } from "../contract/errors.ts";
import { isStandIn, leaveEarly, noteAnswer, standInAtOnce } from "../domain/fallback/index.ts";
import { projectWithPhases } from "../domain/projects/index.ts";
import type { StandIn } from "../providers/provider.ts";
import {
  accountForRest,
  breakerKeyOf,
  localAccount,
  routeFor,
  samplesModel,
  type AccountQuestion,
  type WorkingAccount,
} from "./account-for-run.ts";
import type { StepContext } from "./step-context.ts";

/** Who answers a living session by now. */
export interface LiveSwitch {
  readonly working: WorkingAccount;
  /** Goes over to a local model when Claude has failed the session; null: the session ends with its error. */
  readonly standIn: (error: ProviderError) => Promise<StandIn | null>;
  /** The session ends at the turn that it has come to, and Claude goes on with it: nothing has failed. */
  readonly returns: boolean;
  /** Leaves Claude before it refuses the session, or because a person wants it; null: Claude takes the next turn, too. */
  readonly betweenTurns: () => Promise<StandIn | null>;
}

type SwitchPlace = Pick<StepContext, "domain" | "lease" | "project" | "random"> & {
  readonly room: Pick<StepContext["room"], "accountInside" | "lastError" | "hasAnswered" | "endCalls">;
};

/** Lets a session that began with Claude go on with another model without a new process. */
export const createLiveSwitch = (
  { domain, lease, project, room, random }: SwitchPlace,
  { question, who }: { readonly question: AccountQuestion; readonly who: WorkingAccount },
): LiveSwitch => {
  let working = who;
  let noted = false;
  let returns = false;
  const goOnWith = async (next: WorkingAccount): Promise<StandIn> => {
    working = next;
    // From now on the gateway lets its model through.
    await room.accountInside(next);
    return { model: next.model, contextTokens: next.account.contextTokens ?? null };
  };
  const asItIsNow = async (): Promise<AccountQuestion> => {
    const { project: changed } = await projectWithPhases(domain, lease.projectId);
    return { ...question, project: changed };
  };
  /** Whether what was left can be gone back to, as far as anybody knows before it is asked. */
  const comesBack = async (): Promise<boolean> => {
    const { side } = working.serving;
    if (side === "claude" || (side === "local" && !isStandIn(working.serving))) return false;
    const at = side === "local" ? "local_turn" : "other_models_turn";
    const { route, asked } = await routeFor(domain, await asItIsNow(), { at });
    // From one of its models to the next is no way back.
    return route.to === "claude" && (side === "local" || asked?.why === null);
  };
  return {
    get working() {
      return working;
    },
    get returns() {
      return returns;
    },
    async standIn(reported) {
      // What ends here has not failed.
      if (returns || working.serving.side === "local") return null;
      const found = await standInAtOnce(domain, {
        lease,
        asked: breakerKeyOf(project, working),
        // The gateway has met the failure itself, with the headers that the session's program does not pass on.
        error: room.lastError() ?? reported,
        samplesModel: project.scenario === null ? null : samplesModel(question),
        random,
      });
      if (found === null) return null;
      const { local, serving } = found;
      return goOnWith({ provider: serving.provider, account: localAccount(local), model: local.model, serving });
    },
    async betweenTurns() {
      // A sample goes over where its story says so.
      if (project.scenario !== null) return null;
      const isLocal = working.serving.side === "local";
      // Whoever waits to see Claude answer need not wait for the end of the whole step.
      if (!isLocal && !noted && room.hasAnswered()) {
        noted = true;
        await noteAnswer(domain, breakerKeyOf(project, working), lease);
      }
      if (await comesBack()) {
        // Its own conversation may be another one, and its process knows it by the variables it was started with.
        returns = true;
        room.endCalls();
      }
      if (isLocal || returns) return null;
      // What people want of it may have changed since the step began.
      const next = await accountForRest(domain, await asItIsNow());
      if (next === null) return null;
      const contextTokens = next.account.contextTokens ?? null;
      const left = await leaveEarly(domain, { lease, working: working.serving, next: next.serving, contextTokens });
      return left ? goOnWith(next) : null;
    },
  };
};
