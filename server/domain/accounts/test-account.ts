import type { SystemFinding } from "../../contract/views.ts";
import { unreachable } from "../../platform/errors.ts";
import type { Domain } from "../domain.ts";
import { installationAccount } from "./current-account.ts";
import { tryKey, type FetchTo } from "./try-key.ts";

/** Tries the active account with a request that costs nothing. */
export const testAccount = async (
  domain: Pick<Domain, "prisma" | "clock" | "environment">,
  { fetchTo }: { readonly fetchTo: FetchTo },
): Promise<SystemFinding> => {
  const account = await installationAccount(domain);
  switch (account.kind) {
    case null:
      return { status: "missing", detail: "There is no key and no signed-in Claude Code.", fix: account.fix };
    case "claude_subscription": {
      const detail = "Claude Code is signed in. Its subscription is first used, and so tried, when a project runs.";
      return { status: "warning", detail, fix: null };
    }
    case "ollama": {
      const detail = `${account.model} at ${account.hostUrl} has passed its tool-call check.`;
      return { status: "ok", detail, fix: null };
    }
    case "anthropic_api":
      return (await tryKey({ credential: account.credential, address: account, fetchTo })).finding;
    default:
      return unreachable(account);
  }
};
