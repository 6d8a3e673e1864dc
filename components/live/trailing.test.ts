import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createTrailing } from "./trailing.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("works at once, then at most once an interval, and after the last time", () => {
  const work = vi.fn<() => void>();
  const trailing = createTrailing(work, 100);
  trailing.ask();
  expect(work).toHaveBeenCalledTimes(1);
  trailing.ask();
  trailing.ask();
  expect(work).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(100);
  expect(work).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1_000);
  expect(work).toHaveBeenCalledTimes(2);
  trailing.ask();
  expect(work).toHaveBeenCalledTimes(3);
});

it("forgets what was asked when it is cancelled", () => {
  const work = vi.fn<() => void>();
  const trailing = createTrailing(work, 100);
  trailing.ask();
  trailing.ask();
  trailing.cancel();
  vi.advanceTimersByTime(1_000);
  expect(work).toHaveBeenCalledTimes(1);
});
