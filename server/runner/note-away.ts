import type { ProviderError } from "../contract/errors.ts";
import { leaveHost } from "../domain/local-models/index.ts";
import type { RunAccount } from "./account-for-run.ts";
import type { StepContext } from "./step-context.ts";

/** Lets the next attempt go to another Ollama server where the one that was asked has gone away. */
export const noteAway = async (
  { domain, project }: Pick<StepContext, "domain" | "project">,
  { provider, account }: RunAccount,
  error: ProviderError,
): Promise<void> => {
  const { baseUrl: url } = account;
  if (provider !== "ollama" || url === null || error.class !== "network") return;
  await leaveHost(domain, { url, error, onThisMachine: project.private });
};
