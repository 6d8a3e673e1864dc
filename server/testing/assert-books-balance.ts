import { isDeepStrictEqual } from "node:util";
import type { Domain } from "../domain/domain.ts";
import { checkLedger } from "../domain/usage/index.ts";
import type { TokenTally } from "../providers/scripted/metering/tally.ts";

/** The whole ledger in the scripted model's own terms. */
const tallyOfLedger = async ({ prisma }: Pick<Domain, "prisma">): Promise<Omit<TokenTally, "refused">> => {
  const { _sum } = await prisma.usageRecord.aggregate({
    _sum: { inputUncached: true, cacheRead: true, cacheWrite5m: true, cacheWrite1h: true, output: true },
  });
  return {
    // Of Ollama's own interface, which has no ids of messages, those that said what they used.
    calls: await prisma.usageRecord.count({
      where: { kind: "CALL", OR: [{ messageId: { not: null } }, { source: "client", inputUncached: { gt: 0 } }] },
    }),
    inputUncached: _sum.inputUncached ?? 0,
    cacheRead: _sum.cacheRead ?? 0,
    cacheWrite5m: _sum.cacheWrite5m ?? 0,
    cacheWrite1h: _sum.cacheWrite1h ?? 0,
    output: _sum.output ?? 0,
  };
};

/**
 * Holds the ledger against itself and against what the scripted model has counted on its own side.
 * @throws Error that says what does not agree
 */
export const assertBooksBalance = async (
  domain: Pick<Domain, "prisma" | "clock">,
  { refused: _refused, ...sent }: TokenTally,
): Promise<void> => {
  const report = await checkLedger(domain);
  if (report.drift !== 0) throw new Error(`The ledger drifts: ${JSON.stringify(report)}`);
  const booked = await tallyOfLedger(domain);
  // Of an answer that was cut before any of it was heard the ledger says that it knows nothing, and invents nothing.
  const agrees =
    report.unknown === 0
      ? isDeepStrictEqual(booked, sent)
      : Object.entries(sent).every(([name, count]) =>
          Object.entries(booked).some(([of, has]) => of === name && has <= count),
        ) && sent.calls - booked.calls <= report.unknown;
  if (!agrees) throw new Error(`The ledger has ${JSON.stringify(booked)}, the model has sent ${JSON.stringify(sent)}`);
};
