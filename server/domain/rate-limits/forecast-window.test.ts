import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forecastWindow, type UtilisationSample } from "./forecast-window.ts";

const hour = 3_600_000;
const minute = 60_000;
const length = 5 * hour;
const now = new Date("2026-11-28T12:00:00Z");
const resetsAt = new Date("2026-11-28T14:00:00Z");
const at = (time: Date, ms: number): Date => new Date(time.getTime() + ms);

/** A window used evenly: `perHour` of it, reported every five minutes from its beginning until `until`. */
const even = (end: Date, perHour: number, until: Date): UtilisationSample[] => {
  const begins = end.getTime() - length;
  const count = Math.floor((until.getTime() - begins) / (5 * minute)) + 1;
  return Array.from({ length: count }, (_, index) => ({
    at: new Date(begins + index * 5 * minute),
    utilisation: Math.min(1, (perHour * index * 5) / 60),
    resetsAt: end,
  }));
};
/** Earlier windows, one after the other, the last ending when this one began. */
const earlier = (perHours: readonly number[]): UtilisationSample[] =>
  perHours.flatMap((perHour, index) => {
    const end = at(resetsAt, -length * (perHours.length - index));
    return even(end, perHour, at(end, -5 * minute));
  });
const forecast = (samples: readonly UtilisationSample[]) => forecastWindow(samples, { now, resetsAt, length });

describe("a forecast", () => {
  it("goes on as it went, and says when the window would be used up", () => {
    const steady = forecast(even(resetsAt, 0.12, now));
    expect(steady?.slopePerHour).toBeCloseTo(0.12);
    expect(steady?.atReset).toBeCloseTo(0.6);
    expect(steady?.fullAt).toBeNull();
    const fast = forecast(even(resetsAt, 0.25, now));
    expect(fast?.atReset).toBeCloseTo(1.25);
    expect(fast?.fullAt?.toISOString()).toBe("2026-11-28T13:00:00.000Z");
  });

  it("counts use of 20 minutes ago half: what changed lately changes it", () => {
    const point = (minutesAgo: number, utilisation: number) => ({
      at: at(now, -minutesAgo * minute),
      utilisation,
      resetsAt,
    });
    // Forty minutes without use, then 0.1 in twenty: the last twenty minutes weigh 1/2, those before 1/4 + 1/8.
    expect(forecast([point(60, 0.2), point(20, 0.2), point(0, 0.3)])?.slopePerHour).toBeCloseTo((0.3 * 0.5) / 0.875);
    expect(forecast([point(60, 0.1), point(40, 0.2), point(0, 0.2)])?.slopePerHour).toBeCloseTo((0.3 * 0.125) / 0.875);
  });

  it("takes silence for no use", () => {
    const samples = even(resetsAt, 0.12, at(now, -hour));
    const quiet = forecast(samples);
    // An hour of silence weighs 7/8.
    expect(quiet?.slopePerHour).toBeCloseTo(0.12 / 8, 2);
    expect(quiet?.atReset).toBeCloseTo(0.24 + (quiet?.slopePerHour ?? 0) * 2);
  });

  it("is none of one report, of less than five minutes, of another window, or of one that is over", () => {
    const one = { at: at(now, -minute), utilisation: 0.4, resetsAt };
    expect(forecast([])).toBeNull();
    expect(forecast([one])).toBeNull();
    expect(forecast([{ ...one, at: at(now, -2 * minute) }, one])).toBeNull();
    expect(forecast(earlier([0.1, 0.1]))).toBeNull();
    expect(forecastWindow(even(resetsAt, 0.1, now), { now: resetsAt, resetsAt, length })).toBeNull();
  });

  it("does not look ahead, and takes ends that differ by seconds for one window", () => {
    const all = even(resetsAt, 0.12, at(resetsAt, -minute)).map((sample, index) => ({
      ...sample,
      resetsAt: at(resetsAt, (index % 3) * 10_000),
    }));
    expect(forecast(all)).toEqual(forecast(all.filter((sample) => sample.at <= now)));
    expect(forecast(all)?.slopePerHour).toBeCloseTo(0.12);
  });

  it("is never less than what is used, whatever is reported", () => {
    const reports = fc.array(
      fc.record({ minutes: fc.nat(300), utilisation: fc.double({ min: 0, max: 1, noNaN: true }) }),
      {
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(reports, (points) => {
        const samples = points
          .toSorted((a, b) => b.minutes - a.minutes)
          .map(({ minutes, utilisation }) => ({ at: at(now, -minutes * minute), utilisation, resetsAt }));
        const found = forecast(samples);
        if (found === null) return;
        expect(Number.isFinite(found.atReset)).toBe(true);
        expect(found.atReset).toBeGreaterThanOrEqual(found.utilisation);
        expect(found.slopePerHour).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe("its past error", () => {
  it("is not known, and there is no band, before five earlier windows came to an end", () => {
    for (const past of [[], [0.1, 0.1, 0.1, 0.1]]) {
      expect(forecast([...earlier(past), ...even(resetsAt, 0.12, now)])).toMatchObject({ band: null, pastError: null });
    }
  });

  it("is small where windows were used evenly", () => {
    const found = forecast([...earlier([0.1, 0.12, 0.05, 0.15, 0.08, 0.19]), ...even(resetsAt, 0.12, now)]);
    expect(found?.pastError?.forecasts).toBe(6);
    // The last report is from five minutes before the end.
    expect(found?.pastError?.share).toBeLessThan(0.02);
    expect(found?.band?.low).toBeCloseTo(0.6 - (found?.pastError?.share ?? 0));
    expect(found?.band?.high).toBeCloseTo(0.6 + (found?.pastError?.share ?? 0));
  });

  it("is what eight of ten forecasts kept to", () => {
    // Used evenly for three hours, then not any more: a forecast two hours before the end is 0.2 too high.
    const stopped = earlier(Array.from({ length: 10 }, () => 0.1)).map((sample, index, all) => {
      const window = Math.floor(index / (all.length / 10));
      const end = sample.resetsAt.getTime();
      return window < 3 && end - sample.at.getTime() < 2 * hour ? { ...sample, utilisation: 0.3 } : sample;
    });
    const found = forecast([...stopped, ...even(resetsAt, 0.12, now)]);
    expect(found?.pastError?.forecasts).toBe(10);
    expect(found?.pastError?.share).toBeCloseTo(0.2);
    expect(
      forecast([
        ...stopped.filter(({ resetsAt: end }) => end > at(resetsAt, -length * 8.5)),
        ...even(resetsAt, 0.12, now),
      ])?.pastError?.share,
    ).toBeLessThan(0.02);
  });

  it("leaves out windows whose end nobody saw", () => {
    const unseen = earlier([0.1, 0.1, 0.1, 0.1, 0.1, 0.1]).filter(
      (sample) => sample.resetsAt.getTime() - sample.at.getTime() > hour,
    );
    expect(forecast([...unseen, ...even(resetsAt, 0.12, now)])?.pastError).toBeNull();
  });
});
