import type { AddressAllowance } from "../../platform/public-address.ts";
import type { Domain, Reader } from "../domain.ts";
import { readSettings } from "../settings/index.ts";

export interface OllamaHostAddress {
  readonly url: string;
  readonly source: "environment" | "settings";
  /**
   * Ollama stands in private networks as a rule, and only an admin enters its address: that is the permission. Metadata
   * services and the like stay out of reach. Whoever sets the environment owns the machine.
   */
  readonly allow: AddressAllowance;
}

/** The servers to look at: the environment's first, then those of the settings. */
export const ollamaHosts = async ({
  prisma,
  environment,
}: Reader & Pick<Domain, "environment">): Promise<OllamaHostAddress[]> => {
  const typed = (await readSettings({ prisma }))["ollama.hosts"];
  const own = environment.OLLAMA_HOST;
  return [
    ...(own === undefined ? [] : [{ url: own, source: "environment", allow: "any" } as const]),
    ...typed.filter((url) => url !== own).map((url) => ({ url, source: "settings", allow: "private" }) as const),
  ];
};
