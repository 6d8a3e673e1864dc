import type { SettingValues } from "../../contract/settings.ts";
import { classifyHost, isAllowed, type AddressAllowance } from "../../platform/public-address.ts";
import type { Domain } from "../domain.ts";

/** Where requests go that nobody sends elsewhere. */
export const anthropicAddress = "https://api.anthropic.com";

export interface KeyAddress {
  /** Null: Anthropic's own. */
  readonly baseUrl: string | null;
  /**
   * How far it may lead. One that was typed into the settings leads to public addresses, unless an admin has permitted
   * more; whoever sets the environment owns the machine.
   */
  readonly addresses: AddressAllowance;
}

/** A typed address, or the environment's where none was typed. */
export const keyAddress = (
  { typed, permitted }: { typed: string | null; permitted: boolean },
  { ANTHROPIC_BASE_URL }: Pick<Domain["environment"], "ANTHROPIC_BASE_URL">,
): KeyAddress => {
  if (typed !== null) return { baseUrl: typed, addresses: permitted ? "private" : "public" };
  return { baseUrl: ANTHROPIC_BASE_URL ?? null, addresses: "any" };
};

/** An address of a private network that is written as one; names are looked up when they are connected to. */
const isForbidden = ({ baseUrl, addresses }: KeyAddress): boolean => {
  const kind = classifyHost(new URL(baseUrl ?? anthropicAddress).hostname);
  return kind !== "name" && (kind === "invalid" || !isAllowed(kind, addresses));
};

/**
 * Where the stored key goes: to the address that it was entered for, and to no other. An address that has changed
 * since, in the settings or in the environment, or whose permission was withdrawn, is a state with a fix.
 */
export const storedKeyAddress = (
  settings: SettingValues,
  environment: Pick<Domain["environment"], "ANTHROPIC_BASE_URL">,
): KeyAddress | { readonly fix: string } => {
  const address = keyAddress(
    { typed: settings["provider.anthropicBaseUrl"], permitted: settings["provider.anthropicBaseUrlPrivate"] },
    environment,
  );
  const now = address.baseUrl ?? anthropicAddress;
  const enteredFor = settings["provider.anthropicKeyAddress"];
  if (enteredFor !== null && enteredFor !== now) {
    return {
      fix: `The stored API key was entered for ${enteredFor}, and requests would now go to ${now}. Enter the key again in Settings, or change ANTHROPIC_BASE_URL back.`,
    };
  }
  if (isForbidden(address)) {
    return {
      fix: `Requests would go to ${now}, which is not a public address. If that is meant, enter the key again in Settings and permit its address there; otherwise enter another address.`,
    };
  }
  return address;
};
