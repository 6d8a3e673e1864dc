import { describe, expect, test } from "vitest";
import { estimateWindow, windowBegan, type KnownWindow } from "./estimate-window.ts";

const of = (capacity: number, utilisation: number): KnownWindow => ({ micros: capacity * utilisation, utilisation });

describe("what is used of a window that is not reported", () => {
  test("is a share of what such windows have held, with the error of such estimates", () => {
    const known = [of(10e6, 1), of(10e6, 0.5), of(10e6, 0.8), of(10e6, 0.3), of(10e6, 1)];
    expect(estimateWindow(known, 4e6)).toEqual({ utilisation: 0.4, pastError: { share: 0, windows: 5 } });
    // No window holds more than all of itself.
    expect(estimateWindow(known, 40e6)).toMatchObject({ utilisation: 1 });
  });

  test("is as uncertain as the windows were unlike each other", () => {
    const known = [of(10e6, 0.5), of(10e6, 0.5), of(10e6, 0.5), of(20e6, 0.5), of(5e6, 0.5)];
    // Of the one that seems to hold twice as much the others say 100 %, of the one that holds half of it 25 %.
    expect(estimateWindow(known, 5e6)).toEqual({ utilisation: 0.5, pastError: { share: 0.25, windows: 5 } });
  });

  test("a window that was mostly used elsewhere does not move it", () => {
    const known = [of(10e6, 0.9), of(10e6, 0.9), of(10e6, 0.9), of(10e6, 0.9), of(10e6, 0.9), of(1e6, 1)];
    expect(estimateWindow(known, 5e6)).toMatchObject({ utilisation: 0.5 });
  });

  test.each([
    ["nothing is known", []],
    ["too few windows are known", [of(10e6, 1), of(10e6, 1), of(10e6, 1), of(10e6, 1)]],
    ["hardly anything was used of them", Array.from({ length: 9 }, () => of(10e6, 0.09))],
    ["nothing of it has a price", Array.from({ length: 9 }, () => of(0, 0.9))],
  ])("is unknown where %s", (_, known) => expect(estimateWindow(known, 5e6)).toBeNull());
});

describe("a window that nobody says the end of", () => {
  const at = (hours: number): Date => new Date(Date.UTC(2026, 10, 28) + hours * 3_600_000);
  const began = (calls: readonly number[], now: number) =>
    windowBegan(calls.map(at), { after: at(0), length: 5 * 3_600_000, now: at(now) });

  test("begins with the first call after the end of the last one", () => {
    expect(began([-1, 1.5, 2, 4], 5)).toEqual(at(1.5));
    expect(began([0], 1)).toEqual(at(0));
  });
  test("ends after its length, and the next begins with the next call", () => {
    expect(began([1, 3, 7.25, 8], 9)).toEqual(at(7.25));
  });
  test("does not run where nothing was used since", () => {
    expect(began([], 9)).toBeNull();
    expect(began([-2], 9)).toBeNull();
    expect(began([1, 3], 6)).toBeNull();
  });
});
