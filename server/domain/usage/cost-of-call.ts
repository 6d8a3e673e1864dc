import { Prisma } from "../../db/generated/client.ts";
import type { AppliedRates, CostBasis } from "../../contract/usage.ts";
import { costOfTokens, findPrice, ratesFor } from "../prices/index.ts";
import type { Reader } from "../domain.ts";
import type { ProviderCallEnd } from "./call-end.ts";

/** The columns of a record that say what it costs. */
export interface RecordedCost {
  readonly basis: CostBasis;
  readonly costMicros: bigint | null;
  readonly reportedCostMicros: bigint | null;
  readonly billable: boolean;
  readonly priceId: string | null;
  readonly priceSource: string | null;
  readonly rates: AppliedRates | typeof Prisma.DbNull;
}

type Cost = Pick<RecordedCost, "basis" | "costMicros"> & Partial<RecordedCost>;

/** What a call costs by the price at the time of its beginning, and how that is known. */
export const costOfCall = async (
  reader: Reader,
  options: {
    readonly call: { readonly accountKind: string; readonly model: string; readonly startedAt: Date };
    readonly end: Pick<ProviderCallEnd, "usage" | "outcome" | "details" | "responseModel">;
  },
): Promise<RecordedCost> => {
  const reported = options.end.usage?.reportedCostMicros ?? null;
  const reportedCostMicros = reported === null ? null : BigInt(reported);
  return {
    reportedCostMicros,
    billable: options.call.accountKind === "api_key",
    priceId: null,
    priceSource: null,
    rates: Prisma.DbNull,
    ...(await costOf(reader, { ...options, reportedCostMicros })),
  };
};

const costOf = async (
  reader: Reader,
  { call, end, reportedCostMicros }: Parameters<typeof costOfCall>[1] & { reportedCostMicros: bigint | null },
): Promise<Cost> => {
  const { usage, details, outcome, responseModel } = end;
  if (call.accountKind === "scripted" || call.accountKind === "local") {
    return { basis: call.accountKind, costMicros: null };
  }
  if (usage === null) {
    // An error in the answer's place costs nothing; what went out and was not heard of again may have cost anything.
    return outcome === "FAILED" ? { basis: "none", costMicros: 0n } : { basis: "unknown", costMicros: null };
  }
  // The answer's model is the one that is charged: a subagent's, an alias's.
  const price = await findPrice(reader, { model: responseModel ?? call.model, at: call.startedAt });
  const rates = price === null ? null : ratesFor(price, usage, details);
  if (price !== null && rates !== null) {
    const costMicros = costOfTokens(usage, details, rates);
    return { basis: "priced", costMicros, priceId: price.id, priceSource: price.source, rates };
  }
  return reportedCostMicros === null
    ? { basis: "unpriced", costMicros: null }
    : { basis: "reported", costMicros: reportedCostMicros };
};
