import type { ProviderErrorClass } from "../../contract/errors.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Domain } from "../domain.ts";
import { chooseLocalModel } from "../local-models/index.ts";
import { runnerStatus, type RunnerFindings } from "../runners/index.ts";
import { readSettings } from "../settings/index.ts";
import { resolveAccount, type ResolvedAccount } from "./resolve-account.ts";

type Surroundings = Pick<Domain, "prisma" | "clock" | "environment">;

/** What this installation has, by its environment, settings and runner, whoever may use it. */
export const installationAccount = async (domain: Surroundings): Promise<ResolvedAccount> => {
  const { findings } = await runnerStatus(domain);
  return resolveAccount(domain, {
    environment: domain.environment,
    claudeCodeSignedIn: findings?.signedIn ?? false,
  });
};

const whyNotThrough = ({ claudeCode }: RunnerFindings): string | null =>
  claudeCode.status === "missing"
    ? `Agents work through Claude Code. ${claudeCode.detail} ${claudeCode.fix ?? ""}`.trim()
    : null;

/** What no agent starts without, and what to do about it. */
export interface MissingProgram {
  readonly class: Extract<ProviderErrorClass, "no_sandbox" | "not_installed">;
  readonly fix: string;
}

/** Said before anything is paid for: without a sandbox, or a Claude Code that is new enough, no agent starts. */
export const whyNoAgentStarts = async (domain: Pick<Domain, "prisma" | "clock">): Promise<MissingProgram | null> => {
  const { findings } = await runnerStatus(domain);
  if (findings === null) return null;
  const { sandbox } = findings;
  if (sandbox.status === "missing") {
    const fix = `Agents run only in a sandbox. ${sandbox.detail} ${sandbox.fix ?? ""}`.trim();
    return { class: "no_sandbox", fix };
  }
  const fix = whyNotThrough(findings);
  return fix === null ? null : { class: "not_installed", fix };
};

/**
 * Samples need no account, and their commands are our own; but a Claude Code that is new enough works on them, too.
 * Errors: unavailable, with the fix.
 */
export const demandProgramForSample = async (domain: Surroundings): Promise<void> => {
  const { findings } = await runnerStatus(domain);
  const fix = findings === null ? null : whyNotThrough(findings);
  if (fix !== null) throw new DomainError("unavailable", fix);
};

const noLocalModelHere =
  "This project is private: only a local model on this machine may work on it, and none is ready. Start Ollama here with a model that can call tools; Settings, Fallback says what is missing.";

/** Who would carry out a private project now: a local model on the runner's machine, or nobody. */
export const privateAccount = async (domain: Surroundings): Promise<ResolvedAccount> => {
  const missing = await whyNoAgentStarts(domain);
  if (missing !== null) return { kind: null, fix: missing.fix };
  const local = await chooseLocalModel(domain, { onThisMachine: true });
  return local === null ? { kind: null, fix: noLocalModelHere } : { kind: "ollama", ...local };
};

/** The account that a brief of this user's would run on now, if agents start at all. */
export const currentAccount = async (domain: Surroundings, userId: string): Promise<ResolvedAccount> => {
  const missing = await whyNoAgentStarts(domain);
  return missing === null ? accountOfUser(domain, userId) : { kind: null, fix: missing.fix };
};

/**
 * Who pays for this user's projects, whether agents start or not. A subscription is one person's: it works for the
 * projects of the user whom an admin has named as its owner, and for nobody else's.
 */
export const accountOfUser = async (domain: Surroundings, userId: string): Promise<ResolvedAccount> => {
  const account = await installationAccount(domain);
  if (account.kind !== "claude_subscription") return account;
  const owner = (await readSettings(domain))["provider.subscriptionOwnerId"];
  if (owner === userId) return account;
  return {
    kind: null,
    fix:
      owner === null
        ? "Claude Code is signed in with a subscription, and nobody is named as its owner. An admin names the owner in Settings, or enters an Anthropic API key, which works for everybody."
        : "The Claude subscription of this installation works for its owner's projects only. Ask an admin to enter an Anthropic API key in Settings.",
  };
};
