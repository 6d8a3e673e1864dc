const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A length of time, as exactly as anybody cares: "0.8 s", "42 s", "3 min 20 s", "43 min", "2 h 05 min", "3 d 4 h". Milliseconds in. */
export const formatDuration = (milliseconds: number): string => {
  const ms = Math.max(0, milliseconds);
  if (ms < second) return ms < 100 ? `${Math.round(ms)} ms` : `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  if (ms < minute) return `${Math.floor(ms / second)} s`;
  if (ms < 10 * minute) return `${Math.floor(ms / minute)} min ${pad(Math.floor((ms % minute) / second))} s`;
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  if (ms < day) return `${Math.floor(ms / hour)} h ${pad(Math.floor((ms % hour) / minute))} min`;
  return `${Math.floor(ms / day)} d ${Math.floor((ms % day) / hour)} h`;
};

/** A figure with its units that no line breaks within. */
export const unbroken = (figure: string): string => figure.replaceAll(" ", "\u00A0");

/**
 * For how long something has gone on by now, after "for": "39 s", "2 h 05 min"; "a few seconds" of what has just begun,
 * also by a clock that is behind a little. Milliseconds in.
 */
export const formatSoFar = (milliseconds: number): string =>
  milliseconds < 10 * second ? "a few seconds" : formatDuration(milliseconds);

const pad = (value: number): string => String(value).padStart(2, "0");

const words = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });

// "3 min ago" instead of "3 min. ago": units are no abbreviations.
const relative = {
  format: (value: number, unit: Intl.RelativeTimeFormatUnit): string => words.format(value, unit).replace(".", ""),
};

/** "just now", "3 min ago", "in 2 hr", "yesterday"; after a week the date itself, which says more. */
export const formatRelative = (at: Date, now: Date): string => {
  const distance = at.getTime() - now.getTime();
  const size = Math.abs(distance);
  if (size < 10 * second) return "just now";
  if (size < minute) return relative.format(Math.trunc(distance / second), "second");
  if (size < hour) return relative.format(Math.trunc(distance / minute), "minute");
  if (size < day) return relative.format(Math.trunc(distance / hour), "hour");
  if (size < 7 * day) return relative.format(Math.trunc(distance / day), "day");
  return formatDate(at);
};

const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

/** "21 Nov 2026, 14:30:05": date and time to the second, in the reader's own time zone. */
export const formatExact = (at: Date): string => exact.format(at);

const date = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });

/** "21 Nov 2026", in the reader's own time zone. */
export const formatDate = (at: Date): string => date.format(at);

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "short" });
const dayAndMonth = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/** A time of day, for "resumes 14:30": with its day ("Sat 14:30", "5 Dec 14:30") unless that is the day of `from`. */
export const formatClock = (at: Date, from: Date): string => {
  const time = clock.format(at);
  if (formatDate(at) === formatDate(from)) return time;
  // The same weekday of another week would be taken for this one.
  const near = Math.abs(at.getTime() - from.getTime()) < 6 * day;
  return `${(near ? weekday : dayAndMonth).format(at)} ${time}`;
};

/** "at 14:30", "on Sat 14:30", "on 5 Dec 14:30". */
export const formatAtClock = (at: Date, from: Date): string =>
  `${formatDate(at) === formatDate(from) ? "at" : "on"} ${formatClock(at, from)}`;

/** Whether it is less than a minute away: a time of day without seconds says nothing of it. */
export const isWithinMinute = (at: Date, now: Date): boolean => at.getTime() - now.getTime() < minute;

/** When something goes on by itself: a time of day, "within a minute", or "any moment now" where that is past. */
export const formatResumption = (at: Date, now: Date): string => {
  if (at.getTime() <= now.getTime()) return "any moment now";
  return isWithinMinute(at, now) ? "within a minute" : formatClock(at, now);
};

const whole = new Intl.NumberFormat("en");

/** 12,345 */
export const formatCount = (value: number): string => whole.format(value);

/** "one phase", "3 phases": a number with its noun. */
export const formatNumberOf = (value: number, one: string, many = `${one}s`): string =>
  `${formatCount(value)} ${value === 1 ? one : many}`;

/** Tokens, short: 950, 12.3k, 1.24M, 28.6B. */
export const formatTokens = (tokens: number): string => {
  if (tokens < 1_000) return String(tokens);
  // 999,500 and more would round to "1000k".
  if (tokens < 999_500) return `${(tokens / 1_000).toFixed(tokens < 99_950 ? 1 : 0)}k`;
  // 999,995,000 and more would round to "1000.00M".
  if (tokens < 999_995_000) return `${(tokens / 1_000_000).toFixed(2)}M`;
  return `${(tokens / 1_000_000_000).toFixed(tokens < 9_995_000_000 ? 2 : 1)}B`;
};

/** Dollars from millionths of a dollar: $0.00, $0.0042 (below a cent the digits that matter), $1.27. */
export const formatMoney = (micros: number): string => {
  const dollars = micros / 1_000_000;
  if (micros === 0 || Math.abs(dollars) >= 0.01) {
    return new Intl.NumberFormat("en", { style: "currency", currency: "USD" }).format(dollars);
  }
  return Math.abs(dollars) < 0.0001 ? "< $0.0001" : `$${dollars.toFixed(4)}`;
};

const sizes = ["B", "KB", "MB", "GB", "TB"] as const;

/** 512 B, 1.5 KB, 20 MB; thousands of 1,024. */
export const formatBytes = (bytes: number): string => {
  const step = bytes < 1 ? 0 : Math.min(sizes.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1_024 ** step;
  return `${step === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${sizes[step] ?? "B"}`;
};

/** With its first letter as a sentence begins. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
