import { DomainError } from "../../platform/errors.ts";
import { deriveKey } from "../../platform/secret-key.ts";
import { appendAudit } from "../audit/index.ts";
import type { Tx } from "../domain.ts";
import { open, seal } from "./envelope.ts";

/** Every secret that can be stored. */
export type SecretName = "anthropic.apiKey";

const keyPurpose = "stored-secrets";

/** Of a short secret nothing is shown: four characters would be too much of it. */
const shortestShown = 12;

export const lastFourOf = (value: string): string => (value.length < shortestShown ? "" : value.slice(-4));

/** Stores or replaces a secret in the caller's transaction, with its audit entry. */
export const storeSecret = async (
  tx: Pick<Tx, "secret" | "auditEntry">,
  { name, value, actorId }: { name: SecretName; value: string; actorId: string },
): Promise<void> => {
  const row = { ...seal({ key: deriveKey(keyPurpose), name, value }), lastFour: lastFourOf(value), updatedBy: actorId };
  await tx.secret.upsert({ where: { name }, create: { name, ...row }, update: row });
  await appendAudit(tx, { actorId, action: "secret.stored", subjectId: name, detail: { lastFour: row.lastFour } });
};

/** Removes a secret; removing what is not there writes nothing. */
export const removeSecret = async (
  tx: Pick<Tx, "secret" | "auditEntry">,
  { name, actorId }: { name: SecretName; actorId: string },
): Promise<void> => {
  const { count } = await tx.secret.deleteMany({ where: { name } });
  if (count > 0) await appendAudit(tx, { actorId, action: "secret.removed", subjectId: name, detail: {} });
};

/**
 * The secret itself: for whoever calls the service that it is for, never for a page, a log or an event.
 * @throws DomainError unavailable when this installation's key is not the one it was stored with
 */
export const readSecret = async (
  { prisma }: { prisma: Pick<Tx, "secret"> },
  { name }: { name: SecretName },
): Promise<string | null> => {
  const sealed = await prisma.secret.findUnique({ where: { name } });
  if (sealed === null) return null;
  try {
    return open({ key: deriveKey(keyPurpose), name, sealed });
  } catch (cause) {
    const error = new DomainError(
      "unavailable",
      `The stored ${name} cannot be read with this installation's secret key. Restore the key from a backup, or enter ${name} again in Settings.`,
    );
    error.cause = cause;
    throw error;
  }
};
