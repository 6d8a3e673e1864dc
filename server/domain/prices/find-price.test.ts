import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { cataloguePrice, catalogueVersion } from "./catalogue.ts";
import { findPrice } from "./index.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const november = new Date("2026-11-28T12:00:00Z");
const find = (model: string, at = november) => findPrice({ prisma: database.prisma }, { model, at });

describe("a price", () => {
  test.each([
    ["claude-fable-5-2", 8, 40, 10, 16, 0.2],
    ["claude-fable-5", 10, 50, 12.5, 20, 1],
    ["claude-opus-5-5", 4, 20, 5, 8, 0.2],
    ["claude-opus-4-5-20251101", 5, 25, 6.25, 10, 0.5],
    ["claude-sonnet-5-5", 2, 10, 2.5, 4, 0.1],
    ["claude-sonnet-5", 2, 10, 2.5, 4, 0.2],
    ["claude-haiku-5-5", 0.1, 0.5, 0.125, 0.2, 0.01],
    ["claude-haiku-4-5", 1, 5, 1.25, 2, 0.1],
  ])("of %s is the list's", async (model, input, output, cacheWrite5m, cacheWrite1h, cacheRead) => {
    const rates = (await find(model))?.rates;
    expect(rates && Object.fromEntries(Object.entries(rates).map(([name, micros]) => [name, micros / 1e6]))).toEqual({
      input,
      output,
      cacheWrite5m,
      cacheWrite1h,
      cacheRead,
    });
  });

  test("is that of the call's own time: Sonnet 5.5's cache reads before and from 7 October 2026", async () => {
    expect((await find("claude-sonnet-5-5", new Date("2026-10-06T23:59:59.999Z")))?.rates.cacheRead).toBe(200_000);
    expect((await find("claude-sonnet-5-5", new Date("2026-10-07T00:00:00Z")))?.rates.cacheRead).toBe(100_000);
  });

  test.each(["claude-sonnet-5-6", "claude-haiku-5-5-mini", "claude-opus-4-5-2025", "claude", "qwen3-coder:30b", ""])(
    "is never taken from a model of a similar name (%j)",
    async (model) => {
      expect(await find(model)).toBeNull();
    },
  );

  test("of the catalogue counts for the exact id only, although the catalogue itself answers to prefixes", () => {
    expect(cataloguePrice("claude-sonnet-5", november)?.rates.input).toBe(2_000_000);
    expect(cataloguePrice("claude-sonnet-5-5", november)).toBeNull();
    expect(cataloguePrice("claude-sonnet-4-5", november)?.long).toMatchObject({
      above: 200_000,
      rates: { input: 6_000_000 },
    });
  });

  test("says which catalogue it is from", () => {
    const { dependencies } = z
      .object({ dependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync("package.json", "utf8")));
    expect(dependencies["@pydantic/genai-prices"]).toBe(catalogueVersion);
  });
});
