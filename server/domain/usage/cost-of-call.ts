import { Prisma } from "../../db/generated/client.ts";
import type { CostBasis } from "../../contract/usage.ts";
import type { ProviderCallEnd } from "./call-end.ts";

/** The columns of a record that say what it costs. */
export interface RecordedCost {
  readonly basis: CostBasis;
  readonly costMicros: bigint | null;
  readonly reportedCostMicros: bigint | null;
  readonly billable: boolean;
  readonly priceId: string | null;
  readonly priceSource: string | null;
  readonly rates: typeof Prisma.DbNull;
}

/** What a call costs, and how that is known. */
export const costOfCall = ({
  call,
  end,
}: {
  call: { readonly accountKind: string };
  end: Pick<ProviderCallEnd, "usage" | "outcome">;
}): RecordedCost => {
  const reported = end.usage?.reportedCostMicros ?? null;
  const nothing = {
    costMicros: null,
    reportedCostMicros: reported === null ? null : BigInt(reported),
    billable: call.accountKind === "api_key",
    priceId: null,
    priceSource: null,
    rates: Prisma.DbNull,
  };
  if (call.accountKind === "scripted" || call.accountKind === "local") return { ...nothing, basis: call.accountKind };
  if (end.usage === null) {
    return end.outcome === "FAILED" ? { ...nothing, basis: "none", costMicros: 0n } : { ...nothing, basis: "unknown" };
  }
  return reported === null
    ? { ...nothing, basis: "unpriced" }
    : { ...nothing, basis: "reported", costMicros: BigInt(reported) };
};
