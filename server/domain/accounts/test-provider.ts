import type { TestedProvider } from "../../contract/provider-kinds.ts";
import type { ProviderTest } from "../../contract/provider-state.ts";
import { unreachable } from "../../platform/errors.ts";
import type { Domain } from "../domain.ts";
import { lookAgain } from "../runners/index.ts";
import { installationAccount } from "./current-account.ts";
import { anthropicAddress } from "./key-address.ts";
import { tryKey, type FetchTo } from "./try-key.ts";

type Surroundings = Pick<Domain, "prisma" | "clock" | "environment">;

/** Tries one way to a model, whether or not it is the one in use, with something that costs nothing. */
export const testProvider = async (
  domain: Surroundings,
  { provider, fetchTo }: { readonly provider: TestedProvider; readonly fetchTo: FetchTo },
): Promise<ProviderTest> => {
  switch (provider) {
    case "anthropic_api":
      return testKey(domain, fetchTo);
    case "claude_subscription":
      return testSignIn(domain);
    case "ollama":
      return testOllama(domain);
    default:
      return unreachable(provider);
  }
};

const testKey = async (domain: Surroundings, fetchTo: FetchTo): Promise<ProviderTest> => {
  const account = await installationAccount(domain);
  const untried = { tried: null, durationMs: null } as const;
  if (account.kind === null) return { status: "missing", detail: "There is no key.", fix: account.fix, ...untried };
  if (account.kind !== "anthropic_api")
    return { status: "missing", detail: "There is no key.", fix: "Enter one to use it.", ...untried };
  const begun = domain.clock.now().getTime();
  const { finding } = await tryKey({ credential: account.credential, address: account, fetchTo });
  const { host } = new URL(account.baseUrl ?? anthropicAddress);
  return {
    ...finding,
    tried: `Asked ${host} for its list of models with the key that ends in ${account.lastFour}.`,
    durationMs: domain.clock.now().getTime() - begun,
  };
};

const silent = {
  status: "warning",
  detail: "No runner has answered, so nothing could be tried.",
  fix: "Look at the health page: a runner has to be alive (npm start brings one).",
  tried: null,
  durationMs: null,
} as const satisfies ProviderTest;

const testSignIn = async (domain: Surroundings): Promise<ProviderTest> => {
  const seen = await lookAgain(domain);
  if (seen === null) return silent;
  const { claudeCode, signedIn } = seen.findings;
  const durationMs = seen.tookMs.claudeCode;
  const asked = `Asked Claude Code on ${seen.host} for its version and sign-in.`;
  if (claudeCode.status !== "ok") return { ...claudeCode, tried: asked, durationMs };
  if (domain.environment.CLAUDE_CODE_OAUTH_TOKEN !== undefined) {
    return {
      status: "warning",
      detail: `${claudeCode.detail} Whether the token is still valid shows with the first call.`,
      fix: "If calls are refused, make a new one with `claude setup-token` and set CLAUDE_CODE_OAUTH_TOKEN.",
      tried: asked,
      durationMs,
    };
  }
  return signedIn === true
    ? { ...claudeCode, tried: asked, durationMs }
    : {
        status: "missing",
        detail: claudeCode.detail,
        fix: `Run \`claude\` on ${seen.host} as the user that starts Spiral, and sign in there; or set CLAUDE_CODE_OAUTH_TOKEN.`,
        tried: asked,
        durationMs,
      };
};

const testOllama = async (domain: Surroundings): Promise<ProviderTest> => {
  const seen = await lookAgain(domain);
  return seen === null
    ? silent
    : {
        ...seen.findings.ollama,
        tried: `${seen.host} asked the server of OLLAMA_HOST for its models.`,
        durationMs: seen.tookMs.ollama,
      };
};
