import type { Domain } from "../domain.ts";
import { runnerStatus } from "../runners/index.ts";
import { resolveAccount, type ResolvedAccount } from "./resolve-account.ts";

/** The account that a brief of one's own would run on now, by this installation's environment, settings and runner. */
export const currentAccount = async (
  domain: Pick<Domain, "prisma" | "clock" | "environment">,
): Promise<ResolvedAccount> => {
  const { findings } = await runnerStatus(domain);
  return resolveAccount(domain, {
    environment: domain.environment,
    claudeCodeSignedIn: findings?.signedIn ?? false,
  });
};
