export { assessBrief } from "./assess-brief.ts";
export { detectLanguage } from "./detect-language.ts";
export { languageOfFiles } from "./language-of-files.ts";
