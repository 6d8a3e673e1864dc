import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noDetails, type CallDetails, type TokenRates } from "../../contract/usage.ts";
import { costOfTokens, ratesFor, type Price, type TokenCounts } from "./cost-of-tokens.ts";

const perMillion = (input: number, output: number, write5m: number, write1h: number, read: number): TokenRates => ({
  input: Math.round(input * 1e6),
  output: Math.round(output * 1e6),
  cacheWrite5m: Math.round(write5m * 1e6),
  cacheWrite1h: Math.round(write1h * 1e6),
  cacheRead: Math.round(read * 1e6),
});
const price = (rates: TokenRates, over: Partial<Price> = {}): Price => ({
  id: "a",
  source: "a",
  rates,
  long: null,
  fastPercent: null,
  webSearchMicros: 10_000,
  ...over,
});
const tokens = (over: Partial<TokenCounts>): TokenCounts => ({
  inputUncached: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 0,
  ...over,
});
const cost = (of: Price, used: TokenCounts, details: Partial<CallDetails> = {}): number | null => {
  const rates = ratesFor(of, used, { ...noDetails, ...details });
  return rates === null ? null : Number(costOfTokens(used, { ...noDetails, ...details }, rates));
};

const opus = price(perMillion(5, 25, 6.25, 10, 0.5), { fastPercent: 200 });
const haiku = price(perMillion(0.1, 0.5, 0.125, 0.2, 0.01), {
  long: { above: 100_000, rates: perMillion(0.5, 2.5, 0.625, 1, 0.05) },
});

describe("hand-computed costs, in millionths of a dollar", () => {
  const million = 1_000_000;
  test.each<[string, Price, Partial<TokenCounts>, Partial<CallDetails>, number | null]>([
    ["input", opus, { inputUncached: million }, {}, 5_000_000],
    ["output", opus, { output: million }, {}, 25_000_000],
    ["cache read", opus, { cacheRead: million }, {}, 500_000],
    ["cache write for 5 minutes", opus, { cacheWrite5m: million }, {}, 6_250_000],
    ["cache write for an hour", opus, { cacheWrite1h: million }, {}, 10_000_000],
    [
      "all classes",
      opus,
      { inputUncached: 12, cacheRead: 30_000, cacheWrite5m: 800, cacheWrite1h: 100, output: 450 },
      {},
      60 + 15_000 + 5_000 + 1_000 + 11_250,
    ],
    ["thinking is a part of the output", opus, { output: 1_000 }, { thinking: 900 }, 25_000],
    ["a prompt as long as the limit", haiku, { inputUncached: 100_000, output: 1_000 }, {}, 10_000 + 500],
    [
      "one token more: the whole request at the long rates",
      haiku,
      { inputUncached: 100_001, output: 1_000 },
      {},
      50_001 + 2_500,
    ],
    ["the limit counts the cache", haiku, { inputUncached: 1, cacheRead: 60_000, cacheWrite5m: 40_000 }, {}, 28_001],
    ["batch", opus, { inputUncached: 1_000, output: 100 }, { serviceTier: "batch" }, 3_750],
    ["another tier", opus, { inputUncached: 1_000, output: 100 }, { serviceTier: "priority" }, 7_500],
    ["fast", opus, { inputUncached: 1_000, output: 100 }, { speed: "fast" }, 15_000],
    ["fast where nobody knows its price", haiku, { inputUncached: 1_000 }, { speed: "fast" }, null],
    ["standard speed", haiku, { inputUncached: 1_000 }, { speed: "standard" }, 100],
    ["computed in the US", opus, { inputUncached: 1_000, output: 100 }, { geography: "us" }, 8_250],
    ["computed anywhere", opus, { inputUncached: 1_000, output: 100 }, { geography: "global" }, 7_500],
    [
      "fast, in batches, in the US",
      opus,
      { inputUncached: 1_000 },
      { speed: "fast", serviceTier: "batch", geography: "us" },
      5_500,
    ],
    [
      "web searches, which nothing modifies",
      opus,
      { inputUncached: 1_000 },
      { webSearches: 3, serviceTier: "batch" },
      2_500 + 30_000,
    ],
    ["half a millionth rounds up", price(perMillion(0.5, 0, 0, 0, 0)), { inputUncached: 1 }, {}, 1],
    ["less than half rounds down", price(perMillion(0.4, 0, 0, 0, 0)), { inputUncached: 1 }, {}, 0],
    ["nothing", opus, {}, {}, 0],
  ])("%s", (_what, of, used, details, expected) => {
    expect(cost(of, tokens(used), details)).toBe(expected);
  });
});

const count = fc.integer({ min: 0, max: 2_000_000 });
const someTokens = fc.record({
  inputUncached: count,
  cacheRead: count,
  cacheWrite5m: count,
  cacheWrite1h: count,
  output: count,
});
const rate = fc.integer({ min: 0, max: 100_000_000 });
const somePrice = fc
  .record({ input: rate, output: rate, cacheWrite5m: rate, cacheWrite1h: rate, cacheRead: rate })
  .map((rates) => price(rates));

describe("whatever the tokens and rates are", () => {
  test("a cost is a whole number, never negative, and grows with every class", () => {
    fc.assert(
      fc.property(somePrice, someTokens, someTokens, (of, used, more) => {
        const sum = tokens({
          inputUncached: used.inputUncached + more.inputUncached,
          cacheRead: used.cacheRead + more.cacheRead,
          cacheWrite5m: used.cacheWrite5m + more.cacheWrite5m,
          cacheWrite1h: used.cacheWrite1h + more.cacheWrite1h,
          output: used.output + more.output,
        });
        const [one, both] = [cost(of, used) ?? 0, cost(of, sum) ?? 0];
        expect(Number.isSafeInteger(one) && one >= 0).toBe(true);
        expect(both).toBeGreaterThanOrEqual(one);
      }),
    );
  });

  test("it is within half a millionth of the exact value", () => {
    fc.assert(
      fc.property(somePrice, someTokens, (of, used) => {
        const exact =
          BigInt(used.inputUncached) * BigInt(of.rates.input) +
          BigInt(used.cacheRead) * BigInt(of.rates.cacheRead) +
          BigInt(used.cacheWrite5m) * BigInt(of.rates.cacheWrite5m) +
          BigInt(used.cacheWrite1h) * BigInt(of.rates.cacheWrite1h) +
          BigInt(used.output) * BigInt(of.rates.output);
        const off = 1_000_000n * BigInt(cost(of, used) ?? 0) - exact;
        expect(off > -500_000n && off <= 500_000n).toBe(true);
      }),
    );
  });

  test("a call cut in two costs the same, but for its two roundings", () => {
    fc.assert(
      fc.property(somePrice, someTokens, someTokens, (of, a, b) => {
        const both = tokens({
          inputUncached: a.inputUncached + b.inputUncached,
          cacheRead: a.cacheRead + b.cacheRead,
          cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
          cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
          output: a.output + b.output,
        });
        expect(Math.abs((cost(of, a) ?? 0) + (cost(of, b) ?? 0) - (cost(of, both) ?? 0))).toBeLessThanOrEqual(1);
      }),
    );
  });
});
