import { DomainError } from "../../platform/errors.ts";
import type { AddressAllowance } from "../../platform/public-address.ts";
import { lastFourOf } from "../../platform/redaction.ts";
import type { Domain } from "../domain.ts";
import { chooseLocalModel, type ChosenModel } from "../local-models/index.ts";
import { readSecret } from "../secrets/index.ts";
import { readSettings } from "../settings/index.ts";
import { storedKeyAddress } from "./key-address.ts";

export interface AccountFindings {
  /** What of an installation's environment says who pays for Claude. */
  readonly environment: Domain["environment"];
  /** Whether somebody has signed in to Claude Code where the runner is; found by the runner, never by the web process. */
  readonly claudeCodeSignedIn: boolean;
}

export type ResolvedAccount =
  | {
      readonly kind: "anthropic_api";
      readonly source: "settings" | "environment";
      /** Never logged, never sent to a page. */
      readonly credential: string;
      readonly lastFour: string;
      /** Null: Anthropic's own. */
      readonly baseUrl: string | null;
      /** How far it may lead; to be kept by whoever connects to it. */
      readonly addresses: AddressAllowance;
    }
  /** Null credential: Claude Code uses the one it was signed in with. */
  | { readonly kind: "claude_subscription"; readonly credential: string | null }
  /** Nobody pays: a model on a machine of one's own. */
  | ({ readonly kind: "ollama" } & ChosenModel)
  | { readonly kind: null; readonly fix: string };

export const nobodyFix =
  "Enter an Anthropic API key in Settings, or sign in to Claude Code on the machine of the runner (run `claude` and follow it there), or start Ollama with a model that can call tools. The samples work without any of them.";

/** A key that cannot be opened any more is a state with a fix, shown where keys are entered; not a page that fails. */
const unreadable = (error: unknown): ResolvedAccount => {
  if (error instanceof DomainError) return { kind: null, fix: error.message };
  throw error;
};

/**
 * Which account a brief of one's own would run on now: the key in the settings, then the one in the environment, then
 * a signed-in Claude Code, then a local model that has passed its check, then nobody. A key goes only to the address it was given for: the one of the environment
 * never follows a base URL that was typed into the settings, and the stored one follows no change at all.
 */
export const resolveAccount = async (
  { prisma }: Pick<Domain, "prisma">,
  findings: AccountFindings,
): Promise<ResolvedAccount> => {
  const { ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL, CLAUDE_CODE_OAUTH_TOKEN } = findings.environment;
  const stored = await readSecret({ prisma }, { name: "anthropic.apiKey" }).catch(unreadable);
  if (typeof stored === "object" && stored !== null) return stored;
  if (stored !== null) {
    const address = storedKeyAddress(await readSettings({ prisma }), findings.environment);
    if ("fix" in address) return { kind: null, fix: address.fix };
    return { kind: "anthropic_api", source: "settings", credential: stored, lastFour: lastFourOf(stored), ...address };
  }
  if (ANTHROPIC_API_KEY !== undefined) {
    const lastFour = lastFourOf(ANTHROPIC_API_KEY);
    return {
      kind: "anthropic_api",
      source: "environment",
      credential: ANTHROPIC_API_KEY,
      lastFour,
      baseUrl: ANTHROPIC_BASE_URL ?? null,
      addresses: "any",
    };
  }
  if (CLAUDE_CODE_OAUTH_TOKEN !== undefined)
    return { kind: "claude_subscription", credential: CLAUDE_CODE_OAUTH_TOKEN };
  if (findings.claudeCodeSignedIn) return { kind: "claude_subscription", credential: null };
  const local = await chooseLocalModel({ prisma, environment: findings.environment });
  if (local !== null) return { kind: "ollama", ...local };
  return { kind: null, fix: nobodyFix };
};
