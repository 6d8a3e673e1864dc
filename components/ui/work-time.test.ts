import { expect, it } from "vitest";
import { workedMs } from "./work-time.ts";

const now = Date.parse("2026-11-20T12:00:00Z");

it("grows while it goes on, and stands still otherwise", () => {
  const since = new Date(now - 30_000);
  expect(workedMs({ ms: 5_000, since }, now)).toBe(35_000);
  expect(workedMs({ ms: 5_000, since }, now + 1_000)).toBe(36_000);
  expect(workedMs({ ms: 5_000, since: null }, now)).toBe(5_000);
});

it("never runs backwards where the browser's clock is behind the server's", () => {
  expect(workedMs({ ms: 5_000, since: new Date(now + 60_000) }, now)).toBe(5_000);
});
