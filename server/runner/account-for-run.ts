import type { ProviderKind } from "../contract/provider-kinds.ts";
import { operations, type Operation } from "../contract/roles.ts";
import { currentAccount } from "../domain/accounts/index.ts";
import type { Domain } from "../domain/domain.ts";
import { roleModelsOf } from "../domain/projects/index.ts";
import { readSettings } from "../domain/settings/index.ts";
import { lastFourOf } from "../platform/redaction.ts";
import { unreachable } from "../platform/errors.ts";
import type { ProviderAccount } from "../providers/provider.ts";
import { scenarioOfCycle, scriptedBaseUrl } from "../providers/scripted/base-url.ts";
import { defaultScriptedModel } from "../providers/scripted/models.ts";

export interface RunAccount {
  readonly provider: ProviderKind;
  readonly account: ProviderAccount;
  readonly model: string;
}

export interface AccountQuestion {
  readonly scriptedUrl: string;
  readonly project: {
    readonly ownerId: string;
    readonly provider: string | null;
    readonly scenario: string | null;
    /** The project's own choice of models, as stored. */
    readonly models: unknown;
    readonly cycle: number;
  };
  readonly operation: Operation;
  readonly phaseIndex: number;
  readonly round: number;
  /** The Developer's model that a person chose for the phase; null: as configured. */
  readonly phaseModel: string | null;
}

/**
 * Who carries out a run, looked up anew for every attempt, so that a new key or model takes effect without a restart.
 * Null with the fix when nobody can. A project keeps to its kind: what began on a scripted model never goes on with a
 * paid one by itself. (Fallback to another provider will be decided here.)
 */
export const accountForRun = async (
  domain: Domain,
  { scriptedUrl, project, operation, phaseIndex, round, phaseModel }: AccountQuestion,
): Promise<RunAccount | { readonly provider: null; readonly fix: string }> => {
  const chosen = operation === "IMPLEMENT" ? phaseModel : null;
  if (project.scenario !== null) {
    const baseUrl = scriptedBaseUrl({
      serverUrl: scriptedUrl,
      scenario: scenarioOfCycle(project.scenario, project.cycle),
      operation,
      phaseIndex,
      round,
    });
    return {
      provider: "scripted",
      account: { kind: "scripted", baseUrl, credential: "scripted" },
      model: chosen ?? defaultScriptedModel,
    };
  }
  const account = await currentAccount(domain, project.ownerId);
  if (account.kind === null) return { provider: null, fix: account.fix };
  const { role } = operations[operation];
  const own = role === null ? undefined : roleModelsOf(project)[role];
  const model = chosen ?? own ?? (await modelFor(domain, operation));
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
    case "ollama": {
      const { hostUrl, allow, contextTokens } = account;
      return {
        provider: account.kind,
        account: { kind: "local", baseUrl: hostUrl, addresses: allow, credential: null, contextTokens },
        model: account.model,
      };
    }
    default:
      return unreachable(account);
  }
};

/** Which account it is, for the ledger: its kind, and of a key the last four characters, as the settings show them. */
export const accountName = ({ kind, credential }: ProviderAccount): string => {
  const lastFour = kind === "api_key" && credential !== null ? lastFourOf(credential) : "";
  return lastFour === "" ? kind : `${kind}:${lastFour}`;
};

const modelFor = async (domain: Domain, operation: Operation): Promise<string> => {
  const settings = await readSettings(domain);
  switch (operation) {
    case "IMPLEMENT":
      return settings["models.developer"];
    case "REVIEW":
      return settings["models.qualityAssurance"];
    case "IMPORT":
    case "PLAN":
    case "EVALUATE":
    case "REPORT":
    case "CHECK":
    case "ACCEPT":
    case "RESTORE":
      return settings["models.projectManager"];
    default:
      return unreachable(operation);
  }
};
