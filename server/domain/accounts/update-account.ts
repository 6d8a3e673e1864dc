import type { z } from "zod";
import type { UpdateProviderInput } from "../../contract/inputs.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Domain } from "../domain.ts";
import { removeSecret, storeSecret } from "../secrets/index.ts";
import { readSettings, writeSetting } from "../settings/index.ts";

const withoutSlash = (url: string): string => url.replace(/\/+$/, "");

/**
 * Changes the key and the address that it is sent to, in one transaction. A stored key never goes to another address
 * than the one it was entered for: whoever changes the address enters the key again (or removes it), so that an
 * open session is not enough to send somebody's key elsewhere.
 * @throws DomainError invalid
 */
export const updateAccount = async (
  { prisma }: Pick<Domain, "prisma">,
  { input, actorId }: { input: z.output<typeof UpdateProviderInput>; actorId: string },
): Promise<void> => {
  const { anthropicApiKey: key, anthropicBaseUrl: address } = input;
  await prisma.$transaction(async (tx) => {
    if (key === null) await removeSecret(tx, { name: "anthropic.apiKey", actorId });
    if (typeof key === "string") await storeSecret(tx, { name: "anthropic.apiKey", value: key, actorId });
    if (address === undefined) return;
    const value = address === null ? null : withoutSlash(address);
    const previous = (await readSettings({ prisma: tx }))["provider.anthropicBaseUrl"];
    if (
      value !== previous &&
      key === undefined &&
      (await tx.secret.count({ where: { name: "anthropic.apiKey" } })) > 0
    ) {
      throw new DomainError(
        "invalid",
        "Enter the API key again together with the new address: a key is only sent to the address it was entered for.",
      );
    }
    if (value !== null && (await tx.secret.count({ where: { name: "anthropic.apiKey" } })) === 0) {
      throw new DomainError(
        "invalid",
        "Enter an API key together with this address. (For the key of the environment, set ANTHROPIC_BASE_URL.)",
      );
    }
    await writeSetting(tx, { key: "provider.anthropicBaseUrl", value, actorId });
  });
};
