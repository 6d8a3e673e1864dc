import { DomainError } from "../../platform/errors.ts";
import type { Domain } from "../domain.ts";
import { writeSetting } from "../settings/index.ts";

/** Names whose projects the subscription works for; null: nobody's. Error `not_found` for a user who is not there. */
export const nameSubscriptionOwner = async (
  { prisma }: Pick<Domain, "prisma">,
  { userId, actorId }: { userId: string | null; actorId: string },
): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    if (userId !== null && (await tx.user.findFirst({ where: { id: userId, disabledAt: null } })) === null) {
      throw new DomainError("not_found", "This user does not exist or is disabled. Choose another.");
    }
    await writeSetting(tx, { key: "provider.subscriptionOwnerId", value: userId, actorId });
  });
};
