import type { z } from "zod";
import type { ReplaceKeyInput } from "../../contract/inputs.ts";
import type { KeyReplacement } from "../../contract/provider-state.ts";
import { DomainError } from "../../platform/errors.ts";
import { knownSecrets } from "../../platform/known-secrets.ts";
import { lastFourOf } from "../../platform/redaction.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Tx } from "../domain.ts";
import { removeSecret, storeSecret } from "../secrets/index.ts";
import { writeSetting } from "../settings/index.ts";
import { anthropicAddress, keyAddress } from "./key-address.ts";
import { tryKey, type FetchTo } from "./try-key.ts";

const name = "anthropic.apiKey";

/**
 * Tries a new API key at the address it is for, and only then puts it in the place of the one in force, together with
 * that address: a key never goes to another address than the one it was entered for. A key that is refused changes
 * nothing. One that could not be tried is stored only where the admin has said so (`untested`). An address in a private
 * network is asked only where the admin has permitted it. Error: invalid, where it was not.
 */
export const replaceKey = async (
  { prisma, clock, environment }: Pick<Domain, "prisma" | "clock" | "environment">,
  {
    input: { apiKey, baseUrl, privateAddress, untested },
    actorId,
    fetchTo,
  }: {
    readonly input: z.output<typeof ReplaceKeyInput>;
    readonly actorId: string;
    readonly fetchTo: FetchTo;
  },
): Promise<KeyReplacement> => {
  // Before anything can be said about it, also where it is not stored in the end.
  knownSecrets().remember(apiKey);
  const typed = baseUrl === null ? null : baseUrl.replace(/\/+$/, "");
  const address = keyAddress({ typed, permitted: privateAddress }, environment);
  const { verdict, finding } = await tryKey({ credential: apiKey, address, fetchTo });
  if (verdict === "forbidden") throw new DomainError("invalid", `${finding.detail} ${finding.fix}`);
  const lastFour = lastFourOf(apiKey);
  if (verdict === "refused") {
    await appendAudit(prisma, { actorId, action: "secret.refused", subjectId: name, detail: { lastFour } });
    return { outcome: "refused", finding };
  }
  if (verdict === "unknown" && !untested) return { outcome: "untested", finding };
  const tested = verdict === "accepted";
  const retired = await prisma.$transaction(async (tx) => {
    const replaced = await storeSecret(tx, { name, value: apiKey, actorId, detail: { tested } });
    await writeAddress(tx, { typed, permitted: privateAddress, keyFor: address.baseUrl ?? anthropicAddress, actorId });
    return replaced;
  });
  return { outcome: "stored", lastFour, replaced: retired, tested, at: clock.now() };
};

/** Removes the stored key and the address that it was entered for. */
export const removeKey = async (
  { prisma }: Pick<Domain, "prisma">,
  { actorId }: { readonly actorId: string },
): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    await removeSecret(tx, { name, actorId });
    await writeAddress(tx, { typed: null, permitted: false, keyFor: null, actorId });
  });
};

/** The permission belongs to the address, and both to the key. */
const writeAddress = async (
  tx: Tx,
  {
    typed,
    permitted,
    keyFor,
    actorId,
  }: { typed: string | null; permitted: boolean; keyFor: string | null; actorId: string },
): Promise<void> => {
  await writeSetting(tx, { key: "provider.anthropicBaseUrl", value: typed, actorId });
  await writeSetting(tx, { key: "provider.anthropicBaseUrlPrivate", value: typed !== null && permitted, actorId });
  await writeSetting(tx, { key: "provider.anthropicKeyAddress", value: keyFor, actorId });
};

/** Withdraws the permission that the typed address leads into a private network; calls that begin from now on go by it. */
export const withdrawPrivateAddress = async (
  { prisma }: Pick<Domain, "prisma">,
  { actorId }: { readonly actorId: string },
): Promise<void> => {
  await prisma.$transaction((tx) =>
    writeSetting(tx, { key: "provider.anthropicBaseUrlPrivate", value: false, actorId }),
  );
};
