export { assessBrief } from "./assess-brief.ts";
export { languageOfFiles } from "./language-of-files.ts";
