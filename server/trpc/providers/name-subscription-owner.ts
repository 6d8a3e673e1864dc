import { SubscriptionOwnerInput } from "../../contract/settings.ts";
import { nameSubscriptionOwner as name } from "../../domain/accounts/index.ts";
import { adminConfirmedProcedure } from "../procedures.ts";

/** Names whose projects the subscription works for. */
export const nameSubscriptionOwner = adminConfirmedProcedure
  .input(SubscriptionOwnerInput)
  .mutation(async ({ ctx, input }) => {
    await name(ctx.domain, { userId: input.userId, actorId: ctx.viewer.id });
  });
