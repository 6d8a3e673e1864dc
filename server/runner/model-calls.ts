import { setTimeout as pause } from "node:timers/promises";
import { accountName, nobodyFix } from "../domain/accounts/index.ts";
import type { ProviderError } from "../contract/errors.ts";
import type { Domain } from "../domain/domain.ts";
import type { Lease } from "../domain/runs/index.ts";
import { admitCall, type CallAdmission } from "../domain/budgets/index.ts";
import { endCall, noteBeginning, type ProviderCallParty } from "../domain/usage/index.ts";
import type { Admission, GatewayGrant, Upstream } from "../gateway/gateway.ts";
import { unreachable } from "../platform/errors.ts";
import { knownSecrets } from "../platform/known-secrets.ts";
import { anthropicBaseUrl } from "../providers/anthropic/client.ts";
import type { ProviderAccount } from "../providers/provider.ts";
import type { BudgetGuard } from "./budget-guard.ts";
import { claudeFor, type AccountQuestion, type RunAccount } from "./account-for-run.ts";
import { isOnThisMachine, isPrivate } from "./private-work.ts";

export interface ModelCallsOptions {
  readonly domain: Domain;
  readonly lease: Lease;
  readonly question: AccountQuestion;
  /** The local model that the attempt works with by now; null while Claude does. */
  readonly local: () => RunAccount | null;
  /** The owner's own sign-in, where the subscription has no token of its own. Null where it cannot be used now. */
  readonly ownerCredential: () => Promise<string | null>;
  readonly money: BudgetGuard;
}

/** How often, and for how long, a call waits for others that hold what is left of a budget. */
const waitForMoney = { everyMs: 250, forMs: 30_000 } as const;

const privateFix = "This project is private: it is worked on by models on this machine only.";

/** Not what a service says of a key: who works is asked anew. */
const nobodyAnswers = (message: string): ProviderError => ({
  class: "no_account",
  message,
  httpStatus: null,
  retryAfterMs: null,
  resetsAt: null,
});

/** What the runner does about calls; that one was not carried is its attempt's to know. */
export type ModelCalls = Omit<GatewayGrant, "onNotCarried">;

const refuse = (status: number, type: string, message: string): Admission => ({
  admitted: false,
  status,
  type,
  message,
});

/**
 * What the gateway asks about the calls of one attempt: each is written down before it is made and when it has ended,
 * goes to whoever works for the project at that moment, and is refused when the run is somebody else's by now.
 */
export const modelCallsOf = (options: ModelCallsOptions): ModelCalls => {
  const { domain, lease, question, local, ownerCredential, money } = options;
  /** By the model that is asked for: a conversation that went over to another provider names another one. */
  const whoAnswers = async (model: string): Promise<RunAccount | { readonly fix: string }> => {
    const found = local();
    const own = found?.model === model ? found : null;
    if (await isPrivate(domain, lease))
      return own !== null && (await isOnThisMachine(domain, own)) ? own : { fix: privateFix };
    return own ?? claudeFor(domain, question);
  };
  const begun = new Set<string>();
  return {
    async admit({ callId, endpoint, model, maxTokens, bodyBytes }) {
      const who = await whoAnswers(model);
      if ("fix" in who) {
        const { fix } = who;
        const gone = "There is no account of Claude's any more that may answer.";
        // Who could go on without one, and what that lacks, is said by whoever looks for somebody to go on.
        const message = fix === privateFix ? fix : fix === nobodyFix ? gone : `${gone} ${fix}`;
        return { ...refuse(401, "authentication_error", message), error: nobodyAnswers(message) };
      }
      const upstream = await upstreamOf(who.account, ownerCredential);
      if (upstream === null) {
        return refuse(
          401,
          "authentication_error",
          "The owner's sign-in has expired. Open Claude Code once as the owner (`claude`), or give Spiral a lasting token (CLAUDE_CODE_OAUTH_TOKEN, made by `claude setup-token`).",
        );
      }
      // Counting costs nothing and is no call of a model.
      if (endpoint === "count_tokens") return { admitted: true, upstream };
      const party: ProviderCallParty = {
        lease,
        callId,
        source: "gateway",
        provider: who.provider,
        accountKind: who.account.kind,
        account: accountName(who.account),
        model,
      };
      // Where there is no money for one call, there is none for those that follow it.
      if (money.stop !== null) return refuse(402, "billing_error", outOfBudget);
      const admission = await whenThereIsRoom(options, () =>
        admitCall(domain, { party, ownerId: question.project.ownerId, size: { bodyBytes, maxTokens } }),
      );
      switch (admission.outcome) {
        case "admitted":
          begun.add(callId);
          money.begun();
          return { admitted: true, upstream };
        case "fenced":
          return refuse(
            403,
            "permission_error",
            "This run was paused, cancelled or taken over, or its agent has no request left; it makes no more calls.",
          );
        case "spent":
        case "held":
          money.refuse(admission.stop);
          return refuse(402, "billing_error", outOfBudget);
        default:
          return unreachable(admission);
      }
    },
    async onBegun({ callId, ...beginning }) {
      if (begun.has(callId)) await noteBeginning(domain, { callId, beginning });
    },
    async onEnded({ callId, error, ...end }) {
      if (!begun.delete(callId)) return;
      try {
        await endCall(domain, {
          callId,
          end: { ...end, errorClass: error?.class ?? null },
          endedAt: domain.clock.now(),
        });
      } finally {
        money.ended();
      }
    },
  };
};

const outOfBudget =
  "A budget of this installation is used up. The call was not made; Spiral ends this session and keeps it.";

/** Asks again while other calls hold what is left of a budget: most need far less, and give back the rest. */
const whenThereIsRoom = async (
  { domain: { clock }, money }: Pick<ModelCallsOptions, "domain" | "money">,
  ask: () => Promise<CallAdmission>,
): Promise<CallAdmission> => {
  const until = clock.now().getTime() + waitForMoney.forMs;
  for (;;) {
    const admission = await ask();
    if (admission.outcome !== "held" || clock.now().getTime() >= until || money.isOver()) return admission;
    await pause(waitForMoney.everyMs);
  }
};

const upstreamOf = async (
  { kind, baseUrl, credential, addresses = "public" }: ProviderAccount,
  ownerCredential: () => Promise<string | null>,
): Promise<Upstream | null> => {
  switch (kind) {
    case "scripted":
      return baseUrl === null ? null : { kind, baseUrl, addresses: "any", credential: credential ?? "scripted" };
    case "local":
      return baseUrl === null ? null : { kind, baseUrl, addresses, credential: credential ?? "ollama" };
    case "api_key":
      return credential === null ? null : { kind, baseUrl: baseUrl ?? anthropicBaseUrl, addresses, credential };
    case "subscription": {
      const token = credential ?? (await ownerCredential());
      if (token !== null) knownSecrets().remember(token);
      return token === null ? null : { kind, baseUrl: anthropicBaseUrl, addresses: "any", credential: token };
    }
    default:
      return unreachable(kind);
  }
};
