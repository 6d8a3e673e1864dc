export { accountName, claudesAccountName, claudesAccountOfUsers } from "./account-name.ts";
export {
  accountOfUser,
  currentAccount,
  demandProgramForSample,
  installationAccount,
  privateAccount,
  whyNoAgentStarts,
} from "./current-account.ts";
export { nameSubscriptionOwner } from "./name-subscription-owner.ts";
export { providerState } from "./provider-state.ts";
export { removeKey, replaceKey, withdrawPrivateAddress } from "./replace-key.ts";
export { nobodyFix, resolveAccount, type ResolvedAccount } from "./resolve-account.ts";
export { testProvider } from "./test-provider.ts";
export { unknownModels } from "./unknown-models.ts";
