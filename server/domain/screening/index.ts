export { screenAnswer } from "./screen-answer.ts";
export { screenFiles } from "./screen-files.ts";
export { readScreening, screenBrief, screenSubmission, storeScreening } from "./screen-brief.ts";
