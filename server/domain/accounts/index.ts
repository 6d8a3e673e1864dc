export { currentAccount } from "./current-account.ts";
export { providerState } from "./provider-state.ts";
export { resolveAccount, type ResolvedAccount } from "./resolve-account.ts";
export { testAccount } from "./test-account.ts";
export { updateAccount } from "./update-account.ts";
