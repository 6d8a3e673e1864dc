import type { IncomingHttpHeaders } from "node:http";
import { shareOf, timeOf } from "../contract/rate-limits.ts";
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

const readShare = (value: string): number | null => {
  const number = readNumber(value);
  return number === null ? null : shareOf(number);
};

const readCount = (value: string): number | null => {
  const number = readNumber(value);
  return number !== null && Number.isSafeInteger(number) ? number : null;
};

const readTime = (value: string): string | null => {
  const number = readNumber(value);
  if (number !== null) return timeOf(number);
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
};
