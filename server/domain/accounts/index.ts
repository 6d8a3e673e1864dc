export { currentAccount, installationAccount, privateAccount } from "./current-account.ts";
export { nameSubscriptionOwner } from "./name-subscription-owner.ts";
export { providerState } from "./provider-state.ts";
export { removeKey, replaceKey, withdrawPrivateAddress } from "./replace-key.ts";
export { nobodyFix, resolveAccount, type ResolvedAccount } from "./resolve-account.ts";
export { testAccount } from "./test-account.ts";
export { unknownModels } from "./unknown-models.ts";
