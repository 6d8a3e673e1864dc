import { expect, test } from "vitest";
import type { Hold } from "../../server/contract/statuses.ts";
import { readAgainMs } from "./read-again.ts";

test("a project is read again by itself while it waits for another one's try of Claude, whose end no event tells", () => {
  const quota: Hold = { reason: "quota", until: "2026-11-30T12:10:00.000Z", message: "Used up." };
  const tried: Hold = { ...quota, tried: true };
  const works = { status: "RUNNING", hold: null } as const;
  expect(readAgainMs([works, { status: "WAITING", hold: quota }, { status: "PAUSED", hold: tried }])).toBe(false);
  expect(readAgainMs([works, { status: "WAITING", hold: tried }])).toBe(15_000);
});
