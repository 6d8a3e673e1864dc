export { phaseWords, screenAnswer, screenWords } from "./screen-words.ts";
export { screenFiles } from "./screen-files.ts";
export { readScreening, screenBrief, screenSubmission, storeScreening } from "./screen-brief.ts";
