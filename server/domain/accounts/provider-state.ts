import type { ProviderState } from "../../contract/views.ts";
import type { Domain } from "../domain.ts";
import { readSettings } from "../settings/index.ts";
import { currentAccount } from "./current-account.ts";

/** What pages show of the active account: everything but the credential. */
export const providerState = async (
  domain: Pick<Domain, "prisma" | "clock" | "environment">,
): Promise<ProviderState> => {
  const account = await currentAccount(domain);
  const settings = await readSettings(domain);
  return {
    active: account.kind,
    fix: account.kind === null ? account.fix : null,
    apiKey: account.kind === "anthropic_api" ? { source: account.source, lastFour: account.lastFour } : null,
    baseUrl: account.kind === "anthropic_api" ? account.baseUrl : null,
    models: {
      projectManager: settings["models.projectManager"],
      developer: settings["models.developer"],
      qualityAssurance: settings["models.qualityAssurance"],
    },
  };
};
