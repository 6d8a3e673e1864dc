import type { ProviderState } from "../../contract/provider-state.ts";
import type { Domain } from "../domain.ts";
import { modelsOf, readSettings } from "../settings/index.ts";
import { currentAccount, installationAccount } from "./current-account.ts";

/** What pages show of the active account: everything but the credential. */
export const providerState = async (
  domain: Pick<Domain, "prisma" | "clock" | "environment">,
  { viewerId }: { viewerId: string },
): Promise<ProviderState> => {
  const account = await currentAccount(domain, viewerId);
  const settings = await readSettings(domain);
  return {
    active: account.kind,
    fix: account.kind === null ? account.fix : null,
    apiKey: account.kind === "anthropic_api" ? { source: account.source, lastFour: account.lastFour } : null,
    baseUrl: account.kind === "anthropic_api" ? account.baseUrl : null,
    typedBaseUrl: settings["provider.anthropicBaseUrl"],
    privateAddress: settings["provider.anthropicBaseUrlPrivate"],
    subscription: await subscriptionState(domain, settings["provider.subscriptionOwnerId"]),
    models: account.kind === "ollama" ? localForAll(account.model) : modelsOf(settings),
  };
};

/** A local model does everybody's work. */
const localForAll = (model: string): ProviderState["models"] => ({
  byRole: { PROJECT_MANAGER: model, DEVELOPER: model, QUALITY_ASSURANCE: model },
  byComplexity: {},
});

/** Null where there is no subscription in force. */
const subscriptionState = async (
  domain: Pick<Domain, "prisma" | "clock" | "environment">,
  ownerId: string | null,
): Promise<ProviderState["subscription"]> => {
  const { kind } = await installationAccount(domain);
  if (kind !== "claude_subscription") return null;
  const users = await domain.prisma.user.findMany({
    where: { disabledAt: null },
    select: { id: true, name: true },
    orderBy: { name: "asc" },
  });
  return { owner: users.find(({ id }) => id === ownerId) ?? null, users };
};
