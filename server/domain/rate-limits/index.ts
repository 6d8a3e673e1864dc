export { noteLimits } from "./note-limits.ts";
export { readForecast } from "./read-forecast.ts";
export { readLimits } from "./read-limits.ts";
