import { z } from "zod";
import type { WebhookType } from "../../contract/webhooks.ts";
import { newId } from "../../platform/ids.ts";
import type { Domain, Tx } from "../domain.ts";
import { readSettings } from "../settings/index.ts";

/**
 * Has the runner tell something to the webhook, in the transaction of what it tells of: both or neither. Without a
 * webhook nothing is written.
 */
export const queueDelivery = async (
  { tx, now }: { readonly tx: Pick<Tx, "setting" | "webhookDelivery">; readonly now: Date },
  { type, data }: { readonly type: WebhookType; readonly data: Readonly<Record<string, unknown>> },
): Promise<void> => {
  if ((await readSettings({ prisma: tx }))["webhook.url"] === null) return;
  const id = newId("delivery");
  const body = JSON.stringify({ id, type, timestamp: now.toISOString(), data });
  await tx.webhookDelivery.create({ data: { id, type, body, nextAttemptAt: now, createdAt: now } });
};

/** Milliseconds until the next attempt, by how many there have been; after the last one it counts as failed. */
const backOffMs = [5_000, 30_000, 120_000, 600_000, 3_600_000, 21_600_000] as const;
/** How long an attempt may be under way before another runner takes it for lost. */
const attemptMs = 60_000;

const Due = z.array(z.object({ id: z.string(), body: z.string(), attempts: z.int() })).max(1);
export type DueDelivery = z.infer<typeof Due>[number];

/**
 * Takes the delivery that is due longest; no other runner takes it meanwhile. One at a time: of several the last would
 * wait for the others, and be taken for lost. `attempts` counts this one. Null: none is due.
 */
export const claimDueDelivery = async ({
  prisma,
  clock,
}: Pick<Domain, "prisma" | "clock">): Promise<DueDelivery | null> => {
  const now = clock.now();
  const [due] = Due.parse(
    await prisma.$queryRaw`
      UPDATE "WebhookDelivery" SET "attempts" = "attempts" + 1, "nextAttemptAt" = ${new Date(now.getTime() + attemptMs)}
      WHERE "id" IN (
        SELECT "id" FROM "WebhookDelivery" WHERE "status" = 'PENDING' AND "nextAttemptAt" <= ${now}
        ORDER BY "nextAttemptAt", "createdAt" LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING "id", "body", "attempts"`,
  );
  return due ?? null;
};

/** What came of an attempt. Its words name no address and nothing that was sent or answered. */
export type DeliveryOutcome =
  | { readonly outcome: "delivered"; readonly httpStatus: number }
  | { readonly outcome: "failed"; readonly httpStatus: number | null; readonly error: string };

/** Writes down what came of an attempt, and when the next one is, if there is one. */
export const recordDelivery = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { delivery, result }: { readonly delivery: DueDelivery; readonly result: DeliveryOutcome },
): Promise<void> => {
  const now = clock.now();
  const where = { id: delivery.id, status: "PENDING", attempts: delivery.attempts };
  if (result.outcome === "delivered") {
    const data = { status: "DELIVERED", httpStatus: result.httpStatus, error: null, endedAt: now };
    await prisma.webhookDelivery.updateMany({ where, data });
    return;
  }
  const wait = backOffMs[delivery.attempts - 1];
  const next =
    wait === undefined
      ? { status: "FAILED", endedAt: now }
      : { status: "PENDING", nextAttemptAt: new Date(now.getTime() + wait) };
  await prisma.webhookDelivery.updateMany({
    where,
    data: { ...next, httpStatus: result.httpStatus, error: result.error },
  });
};

const keptMs = 30 * 86_400_000;

/** Ended deliveries are kept for 30 days. */
export const forgetOldDeliveries = async ({ prisma, clock }: Pick<Domain, "prisma" | "clock">): Promise<void> => {
  await prisma.webhookDelivery.deleteMany({ where: { endedAt: { lt: new Date(clock.now().getTime() - keptMs) } } });
};
