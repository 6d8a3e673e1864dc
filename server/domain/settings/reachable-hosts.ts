import { parseHostRule, type HostRule } from "../../contract/egress.ts";
import { DomainError } from "../../platform/errors.ts";
import { classifyAddress, isAllowed } from "../../platform/public-address.ts";

/**
 * Refuses addresses that no list can open: metadata services, link-local ones and the like. The proxy refuses them
 * anyway; whoever writes them should hear of it.
 * @throws DomainError invalid
 */
export const refuseUnreachable = (hosts: readonly HostRule[]): void => {
  const never = hosts.filter((line) => {
    const rule = parseHostRule(line);
    if ("problem" in rule || rule.kind !== "address") return false;
    const kind = classifyAddress(rule.host);
    return kind === null || !isAllowed(kind, "private");
  });
  if (never.length > 0) {
    throw new DomainError(
      "invalid",
      `No project may ever reach ${never.join(", ")}: such addresses belong to the machine or its cloud. Leave them out.`,
    );
  }
};
