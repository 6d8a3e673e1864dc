import type { Domain } from "../domain.ts";
import { storableText } from "../events/index.ts";

/** A model that is kept in memory, as it was last asked for. */
export interface HeldPin {
  readonly hostUrl: string;
  readonly model: string;
  readonly renewedAt: Date | null;
  /** Until when it was said to be. */
  readonly until: Date | null;
}

/** All models that are kept in memory. */
export const heldPins = async ({ prisma }: Pick<Domain, "prisma">): Promise<readonly HeldPin[]> => {
  const rows = await prisma.ollamaModel.findMany({
    where: { pinnedUntil: { not: null } },
    select: { hostUrl: true, name: true, pinRenewedAt: true, pinnedUntil: true },
  });
  return rows.map(({ hostUrl, name, pinRenewedAt, pinnedUntil }) => ({
    hostUrl,
    model: name,
    renewedAt: pinRenewedAt,
    until: pinnedUntil,
  }));
};

/**
 * Writes down that a model is kept in memory, could not be loaded, or was let go.
 * @param pin null: it was let go
 */
export const recordPin = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { hostUrl, model, pin }: { hostUrl: string; model: string; pin: { until: Date; error: string | null } | null },
): Promise<void> => {
  await prisma.ollamaModel.updateMany({
    where: { hostUrl, name: model },
    data: {
      pinnedUntil: pin?.until ?? null,
      pinRenewedAt: pin === null ? null : clock.now(),
      pinError: pin?.error == null ? null : storableText(pin.error),
    },
  });
};

/** Writes down that a model that is in memory is kept there until another time. */
export const movePin = async (
  { prisma }: Pick<Domain, "prisma">,
  { hostUrl, model, until }: { hostUrl: string; model: string; until: Date },
): Promise<void> => {
  await prisma.ollamaModel.updateMany({
    where: { hostUrl, name: model, pinnedUntil: { not: null } },
    data: { pinnedUntil: until },
  });
};
