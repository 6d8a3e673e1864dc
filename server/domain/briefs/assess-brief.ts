import type { BriefAssessment } from "../../contract/briefs.ts";
import { assessComplexity } from "./assess-complexity.ts";
import { detectKind } from "./detect-kind.ts";
import { detectLanguage } from "./detect-language.ts";
import { languageOfFiles } from "./language-of-files.ts";

/**
 * What a brief asks for: language, kind, complexity (R3, R4). `files` are the paths of a workspace that it starts from;
 * they say the language where the brief does not. Pure.
 */
export const assessBrief = (brief: string, files: readonly string[] = []): BriefAssessment => {
  const kind = detectKind(brief);
  const said = detectLanguage(brief);
  return {
    language: said.language !== null || files.length === 0 ? said : languageOfFiles(files),
    kind,
    complexity: assessComplexity(brief, kind.kind),
  };
};
