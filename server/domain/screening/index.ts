export { screenAnswer } from "./screen-answer.ts";
export { readScreening, screenBrief, screenSubmission, storeScreening } from "./screen-brief.ts";
