import { router } from "../trpc.ts";
import { nameSubscriptionOwner } from "./name-subscription-owner.ts";
import { removeKey } from "./remove-key.ts";
import { replaceKey } from "./replace-key.ts";
import { state } from "./state.ts";
import { test } from "./test.ts";
import { withdrawPrivateAddress } from "./withdraw-private-address.ts";

export const providersRouter = router({
  state,
  nameSubscriptionOwner,
  replaceKey,
  removeKey,
  withdrawPrivateAddress,
  test,
});
