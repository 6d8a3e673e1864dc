import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createWatchdog } from "./watchdog.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const setUp = () => {
  const expired: string[] = [];
  const watchdog = createWatchdog({ idleTimeoutMs: 100, totalTimeoutMs: 1_000 }, (which) => expired.push(which));
  return { expired, watchdog };
};

test("tells when nothing has come for too long", () => {
  const { expired, watchdog } = setUp();
  vi.advanceTimersByTime(99);
  watchdog.touch();
  vi.advanceTimersByTime(99);
  expect(expired).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(expired).toEqual(["idle"]);
});

test("tells when the whole has taken too long, whatever came", () => {
  const { expired, watchdog } = setUp();
  for (let at = 0; at < 1_000; at += 50) {
    watchdog.touch();
    vi.advanceTimersByTime(50);
  }
  expect(expired).toEqual(["total"]);
});

test("counts no time in which our own side is waited for, not even with something coming meanwhile", async () => {
  const { expired, watchdog } = setUp();
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  const waiting = [watchdog.pausedDuring(() => first.promise), watchdog.pausedDuring(() => second.promise)];
  watchdog.touch();
  vi.advanceTimersByTime(400);
  first.resolve();
  await waiting[0];
  vi.advanceTimersByTime(400);
  expect(expired).toEqual([]);
  second.resolve();
  await waiting[1];
  vi.advanceTimersByTime(100);
  expect(expired).toEqual(["idle"]);
});

test("is silent once it was stopped", async () => {
  const { expired, watchdog } = setUp();
  const work = watchdog.pausedDuring(() => Promise.resolve("done"));
  watchdog.stop();
  expect(await work).toBe("done");
  vi.advanceTimersByTime(5_000);
  expect(expired).toEqual([]);
});
