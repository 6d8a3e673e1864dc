export { readScreening, screenBrief, screenSubmission, storeScreening } from "./screen-brief.ts";
