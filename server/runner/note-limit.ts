import { accountName } from "../domain/accounts/index.ts";
import { noteLimits } from "../domain/rate-limits/index.ts";
import type { AgentEvent } from "../providers/provider.ts";
import type { RunAccount } from "./account-for-run.ts";
import type { StepContext } from "./step-context.ts";

/** Keeps a limit that Claude Code has told of. Of a local model's answers it tells some, too; they are nobody's. */
export const noteLimit = async (
  { domain }: Pick<StepContext, "domain">,
  { provider, account }: RunAccount,
  { window, status, utilisation, resetsAt }: Extract<AgentEvent, { type: "rate_limit" }>,
): Promise<void> => {
  if (account.kind === "local") return;
  await noteLimits(domain.prisma, {
    provider,
    accountKind: account.kind,
    account: accountName(account),
    source: "claude_code",
    at: domain.clock.now(),
    windows: window === null ? [] : [{ name: window, status, utilisation, resetsAt }],
  });
};
