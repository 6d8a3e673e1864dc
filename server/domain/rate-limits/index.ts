export { noteLimits } from "./note-limits.ts";
export { readEstimate } from "./read-estimate.ts";
export { readForecast } from "./read-forecast.ts";
export { readLimits } from "./read-limits.ts";
