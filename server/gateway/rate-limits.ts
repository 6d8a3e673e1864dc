import type { IncomingHttpHeaders } from "node:http";
import type { RateLimitWindow } from "./grant.ts";

const header = /^anthropic-ratelimit-(?:unified-)?(.+)-(status|utilization|reset|limit|remaining)$/;

/** Such headers come from outside, so their number is limited. */
const mostWindows = 32;

/**
 * The windows that an answer's headers report: `anthropic-ratelimit-<name>-{limit,remaining,reset}` of a key and
 * `anthropic-ratelimit-unified-<name>-{status,utilization,reset}` of a subscription. What cannot be read is null.
 */
export const readRateLimits = (headers: IncomingHttpHeaders): RateLimitWindow[] => {
  const windows = new Map<string, RateLimitWindow>();
  for (const [key, value] of Object.entries(headers)) {
    const [, name, field] = header.exec(key) ?? [];
    if (name === undefined || typeof value !== "string") continue;
    if (!windows.has(name) && windows.size === mostWindows) continue;
    windows.set(name, { ...(windows.get(name) ?? emptyWindow(name)), ...read(field, value) });
  }
  return [...windows.values()];
};

const emptyWindow = (name: string): RateLimitWindow => ({
  name,
  status: null,
  utilisation: null,
  resetsAt: null,
  limit: null,
  remaining: null,
});

const read = (field: string | undefined, value: string): Partial<RateLimitWindow> => {
  switch (field) {
    case "status":
      return { status: value.slice(0, 40) };
    case "utilization":
      return { utilisation: readShare(value) };
    case "reset":
      return { resetsAt: readTime(value) };
    case "limit":
      return { limit: readCount(value) };
    case "remaining":
      return { remaining: readCount(value) };
    case undefined:
    default:
      return {};
  }
};

const readNumber = (value: string): number | null => {
  const number = value.trim() === "" ? Number.NaN : Number(value);
  return Number.isFinite(number) && number >= 0 ? number : null;
};

/** A share of 1 may be overdrawn a little; what is more than twice the whole can only be meant in per cent. */
const largestShare = 2;

const readShare = (value: string): number | null => {
  const number = readNumber(value);
  if (number === null) return null;
  return Math.min(1, number > largestShare ? number / 100 : number);
};

const readCount = (value: string): number | null => {
  const number = readNumber(value);
  return number !== null && Number.isSafeInteger(number) ? number : null;
};

/** Times of our days in seconds have ten digits, in milliseconds thirteen; smaller numbers are no points in time. */
const earliestSeconds = 1e9;
const earliestMilliseconds = 1e11;
const latestMilliseconds = 1e13;

const readTime = (value: string): string | null => {
  const number = readNumber(value);
  if (number === null) {
    const date = new Date(value);
    return Number.isNaN(date.getTime()) ? null : date.toISOString();
  }
  if (number < earliestSeconds) return null;
  const milliseconds = number < earliestMilliseconds ? number * 1_000 : number;
  return milliseconds < latestMilliseconds ? new Date(milliseconds).toISOString() : null;
};
