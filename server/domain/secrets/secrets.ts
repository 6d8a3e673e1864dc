import { DomainError } from "../../platform/errors.ts";
import { knownSecrets } from "../../platform/known-secrets.ts";
import { lastFourOf } from "../../platform/redaction.ts";
import { deriveKey } from "../../platform/secret-key.ts";
import { appendAudit } from "../audit/index.ts";
import type { Tx } from "../domain.ts";
import { open, seal, type Sealed } from "./envelope.ts";

const namedSecrets = ["anthropic.apiKey", "webhook.signingSecret"] as const;
/** Every secret that can be stored: the provider's key, the webhook's, and one per git credential (`git.<its id>`). */
export type SecretName = (typeof namedSecrets)[number] | `git.${string}`;
const isSecretName = (name: string): name is SecretName =>
  namedSecrets.some((known) => known === name) || name.startsWith("git.");

const keyPurpose = "stored-secrets";

const openSealed = (name: SecretName, sealed: Sealed): string => {
  const value = open({ key: deriveKey(keyPurpose), name, sealed });
  knownSecrets().remember(value);
  return value;
};

/** The same value again is no replacement. What cannot be opened any more is another one. */
const holds = (name: SecretName, sealed: Sealed, value: string): boolean => {
  try {
    return openSealed(name, sealed) === value;
  } catch {
    return false;
  }
};

/** What was replaced, as far as it may be shown. */
export interface Retired {
  /** Empty where nothing of it may be shown. */
  readonly lastFour: string;
}

/**
 * Stores a secret in the caller's transaction, with its audit entry. One that it replaces is gone with its data key,
 * and an entry says which that was; null where there was none.
 */
export const storeSecret = async (
  tx: Pick<Tx, "secret" | "auditEntry" | "$queryRaw">,
  {
    name,
    value,
    actorId,
    lastFour = lastFourOf(value),
    detail = {},
  }: {
    name: SecretName;
    value: string;
    actorId: string;
    /** What may be shown of it, where that is not simply its end. */
    lastFour?: string;
    detail?: Readonly<Record<string, string | boolean>>;
  },
): Promise<Retired | null> => {
  knownSecrets().remember(value);
  // Two who replace it at once do so one after the other, and each retires what the other stored.
  await tx.$queryRaw`SELECT 1 FROM "Secret" WHERE "name" = ${name} FOR UPDATE`;
  const previous = await tx.secret.findUnique({ where: { name } });
  const row = { ...seal({ key: deriveKey(keyPurpose), name, value }), lastFour, updatedBy: actorId };
  await tx.secret.upsert({ where: { name }, create: { name, ...row }, update: row });
  const retired = previous === null || holds(name, previous, value) ? null : { lastFour: previous.lastFour };
  if (retired !== null)
    await appendAudit(tx, { actorId, action: "secret.retired", subjectId: name, detail: { ...retired } });
  const stored = { lastFour: row.lastFour, ...detail };
  await appendAudit(tx, { actorId, action: "secret.stored", subjectId: name, detail: stored });
  return retired;
};

/** Removes a secret; removing what is not there writes nothing. */
export const removeSecret = async (
  tx: Pick<Tx, "secret" | "auditEntry">,
  { name, actorId }: { name: SecretName; actorId: string },
): Promise<void> => {
  const previous = await tx.secret.findUnique({ where: { name }, select: { lastFour: true } });
  const { count } = await tx.secret.deleteMany({ where: { name } });
  if (count === 0) return;
  const detail = { lastFour: previous?.lastFour ?? "" };
  await appendAudit(tx, { actorId, action: "secret.removed", subjectId: name, detail });
};

/**
 * The secret itself: for whoever calls the service that it is for, never for a page, a log or an event. From then on
 * this process knows it and takes it out of whatever it says.
 * @throws DomainError unavailable when this installation's key is not the one it was stored with
 */
export const readSecret = async (
  { prisma }: { prisma: Pick<Tx, "secret"> },
  { name }: { name: SecretName },
): Promise<string | null> => {
  const sealed = await prisma.secret.findUnique({ where: { name } });
  if (sealed === null) return null;
  try {
    return openSealed(name, sealed);
  } catch (cause) {
    const error = new DomainError(
      "unavailable",
      `The stored ${name} cannot be read with this installation's secret key. Restore the key from a backup, or enter ${name} again in Settings.`,
    );
    error.cause = cause;
    throw error;
  }
};

/** Lets this process know every stored secret that can be read, so that nothing it says holds one. */
export const rememberSecrets = async ({ prisma }: { prisma: Pick<Tx, "secret"> }): Promise<void> => {
  const stored = await prisma.secret.findMany({ select: { name: true } });
  for (const { name } of stored) {
    if (!isSecretName(name)) continue;
    await readSecret({ prisma }, { name }).catch((error: unknown) => {
      // What nobody can read, nobody can say.
      if (!(error instanceof DomainError)) throw error;
    });
  }
};
