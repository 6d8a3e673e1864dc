import type { ProviderError } from "../contract/errors.ts";
import { standInAtOnce } from "../domain/fallback/index.ts";
import type { StandIn } from "../providers/provider.ts";
import {
  breakerKeyOf,
  localAccount,
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
}

/** Lets a session that began with Claude go on with a local model without a new process. */
export const createLiveSwitch = (
  { domain, lease, project, room, random }: StepContext,
  { question, who }: { readonly question: AccountQuestion; readonly who: WorkingAccount },
): LiveSwitch => {
  let working = who;
  return {
    get working() {
      return working;
    },
    async standIn(reported) {
      if (working.serving.side === "local") return null;
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
      const { model, contextTokens } = local;
      working = { provider: serving.provider, account: localAccount(local), model, serving };
      // From now on the gateway lets its model through.
      await room.accountInside(working);
      return { model, contextTokens };
    },
  };
};
