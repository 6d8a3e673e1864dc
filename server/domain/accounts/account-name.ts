import type { AccountKind } from "../../contract/usage.ts";
import { unreachable } from "../../platform/errors.ts";
import { lastFourOf } from "../../platform/redaction.ts";
import type { Domain } from "../domain.ts";
import { readSettings } from "../settings/index.ts";
import { installationAccount } from "./current-account.ts";
import type { ResolvedAccount } from "./resolve-account.ts";

/** Which account it is, for ledger, limits and breakers: its kind, and of a key the last four characters, as the settings show them. */
export const accountName = ({
  kind,
  credential,
}: {
  readonly kind: AccountKind;
  readonly credential: string | null;
}): string => {
  const lastFour = kind === "api_key" && credential !== null ? lastFourOf(credential) : "";
  return lastFour === "" ? kind : `${kind}:${lastFour}`;
};

/**
 * The account of Claude's that is in use now, by that name; null: there is none. What is known of others says nothing of
 * who can be asked.
 */
export const claudesAccountName = async (
  domain: Pick<Domain, "prisma" | "clock" | "environment">,
): Promise<string | null> => nameOf(await installationAccount(domain));

/** The same for each user's projects: a subscription works for its owner's only. */
export const claudesAccountOfUsers = async (
  domain: Pick<Domain, "prisma" | "clock" | "environment">,
): Promise<(userId: string) => string | null> => {
  const [account, { "provider.subscriptionOwnerId": ownerId }] = await Promise.all([
    installationAccount(domain),
    readSettings(domain),
  ]);
  return (userId) => (account.kind === "claude_subscription" && ownerId !== userId ? null : nameOf(account));
};

const nameOf = (account: ResolvedAccount): string | null => {
  switch (account.kind) {
    case "anthropic_api":
      return accountName({ kind: "api_key", credential: account.credential });
    case "claude_subscription":
      return accountName({ kind: "subscription", credential: account.credential });
    case "ollama":
    case null:
      return null;
    default:
      return unreachable(account);
  }
};
