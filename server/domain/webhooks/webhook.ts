import type { z } from "zod";
import { DeliveryStatus, type SaveWebhookInput, type WebhookView } from "../../contract/webhooks.ts";
import { DomainError } from "../../platform/errors.ts";
import { classifyHost, isAllowed, type AddressAllowance } from "../../platform/public-address.ts";
import type { Domain } from "../domain.ts";
import { readSecret, removeSecret, storeSecret } from "../secrets/index.ts";
import { readSettings, writeSetting } from "../settings/index.ts";
import { queueDelivery } from "./deliveries.ts";
import { newSigningSecret } from "./sign.ts";

const name = "webhook.signingSecret";
const shownDeliveries = 20;

/** Where messages go and how they are signed; null: there is no webhook. */
export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
  readonly addresses: AddressAllowance;
}

/** Looked up for every message: what an admin changes holds from the next one on. */
export const webhookTarget = async ({ prisma }: Pick<Domain, "prisma">): Promise<WebhookTarget | null> => {
  const settings = await readSettings({ prisma });
  const url = settings["webhook.url"];
  const secret = url === null ? null : await readSecret({ prisma }, { name });
  if (url === null || secret === null) return null;
  return { url, secret, addresses: settings["webhook.privateAddress"] ? "private" : "public" };
};

/** The webhook and what became of the newest messages. The secret is not in it. */
export const readWebhook = async ({ prisma }: Pick<Domain, "prisma">): Promise<WebhookView> => {
  const settings = await readSettings({ prisma });
  const secret = await prisma.secret.findUnique({ where: { name }, select: { lastFour: true } });
  const rows = await prisma.webhookDelivery.findMany({ orderBy: { createdAt: "desc" }, take: shownDeliveries });
  return {
    url: settings["webhook.url"],
    privateAddress: settings["webhook.privateAddress"],
    secretLastFour: secret?.lastFour ?? null,
    deliveries: rows.map(({ id, type, status, attempts, httpStatus, error, createdAt, nextAttemptAt }) => ({
      id,
      type,
      status: DeliveryStatus.parse(status),
      attempts,
      httpStatus,
      error,
      createdAt,
      nextAttemptAt: status === "PENDING" ? nextAttemptAt : null,
    })),
  };
};

/** An address that is written as one; a name is looked up when it is connected to. */
const refuseForbidden = (url: string, addresses: AddressAllowance): void => {
  const kind = classifyHost(new URL(url).hostname);
  if (kind === "name" || (kind !== "invalid" && isAllowed(kind, addresses))) return;
  throw new DomainError(
    "invalid",
    kind !== "invalid" && isAllowed(kind, "private")
      ? "This is not a public address. Permit a private address below if that is meant."
      : "No message may ever be sent to this address. Enter another one.",
  );
};

/**
 * Sets where messages go. The first time, and whenever the address changes, there is a new signing secret: it is
 * returned here and never again. Null: the one there was stays.
 * Error: invalid for an address that is not permitted.
 */
export const saveWebhook = async (
  { prisma }: Pick<Domain, "prisma">,
  { input: { url, privateAddress }, actorId }: { input: z.output<typeof SaveWebhookInput>; actorId: string },
): Promise<{ readonly secret: string | null }> => {
  refuseForbidden(url, privateAddress ? "private" : "public");
  return prisma.$transaction(async (tx) => {
    const before = (await readSettings({ prisma: tx }))["webhook.url"];
    await writeSetting(tx, { key: "webhook.url", value: url, actorId });
    await writeSetting(tx, { key: "webhook.privateAddress", value: privateAddress, actorId });
    if (before === url) return { secret: null };
    const secret = newSigningSecret();
    await storeSecret(tx, { name, value: secret, actorId });
    return { secret };
  });
};

/** A new signing secret in the place of the old one, returned here and never again. Error: not_found without a webhook. */
export const replaceSigningSecret = async (
  { prisma }: Pick<Domain, "prisma">,
  { actorId }: { readonly actorId: string },
): Promise<{ readonly secret: string }> =>
  prisma.$transaction(async (tx) => {
    if ((await readSettings({ prisma: tx }))["webhook.url"] === null) throw noWebhook();
    const secret = newSigningSecret();
    await storeSecret(tx, { name, value: secret, actorId });
    return { secret };
  });

/** Nothing is told to anybody any more; what still waited to be sent is given up. */
export const removeWebhook = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { actorId }: { readonly actorId: string },
): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    await writeSetting(tx, { key: "webhook.url", value: null, actorId });
    await writeSetting(tx, { key: "webhook.privateAddress", value: false, actorId });
    await removeSecret(tx, { name, actorId });
    await tx.webhookDelivery.updateMany({
      where: { status: "PENDING" },
      data: { status: "FAILED", endedAt: clock.now(), error: "The webhook was removed." },
    });
  });
};

/** Sends a message that says nothing, by the way that every other one goes. Error: not_found without a webhook. */
export const testWebhook = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { by }: { readonly by: string },
): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    if ((await readSettings({ prisma: tx }))["webhook.url"] === null) throw noWebhook();
    await queueDelivery({ tx, now: clock.now() }, { type: "webhook.test", data: { by } });
  });
};

const noWebhook = (): DomainError => new DomainError("not_found", "There is no webhook. Enter its address first.");
