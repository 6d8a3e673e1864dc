import { languageList, type Language, type LanguageGuess, type Signal } from "../../contract/briefs.ts";
import { guessFrom } from "./detect-language.ts";
import { languageRules } from "./language-rules.ts";

/** Folders of others: what is in them was not written for this project. */
const foreign = /(?:^|\/)(?:node_modules|vendor|third_party|\.git|dist|build|target|venv|\.venv|site-packages)\//u;

const extensionOf = (path: string): string => /\.([a-z0-9]+)$/iu.exec(path)?.[1]?.toLowerCase() ?? "";
const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Manifests in the root say what the project is; those further down, what a part of it is. */
const manifestWeight = (path: string): number => (path.includes("/") ? 3 : 8);

/**
 * The language of files that are already there: of an imported repository or an unpacked archive. Paths are relative to
 * its root, with `/`; contents are not read. Pure.
 */
export const languageOfFiles = (paths: readonly string[]): LanguageGuess => {
  const own = paths.filter((path) => !foreign.test(path));
  const scores = new Map<Language, Signal[]>();
  for (const language of languageList) {
    const { extensions, manifests = [] } = languageRules[language];
    const manifest = own.filter((path) => manifests.includes(nameOf(path))).toSorted((a, b) => a.length - b.length)[0];
    const count = own.filter((path) => extensions.includes(extensionOf(path))).length;
    const signals: Signal[] = [
      ...(manifest === undefined ? [] : [{ text: manifest, weight: manifestWeight(manifest) }]),
      ...(count === 0
        ? []
        : [
            {
              text: `${count} .${extensions[0] ?? ""} file${count === 1 ? "" : "s"}`,
              weight: Math.round((20 * count) / own.length + Math.min(3, Math.log2(count + 1))),
            },
          ]),
    ];
    if (signals.length > 0) scores.set(language, signals);
  }
  // A TypeScript project has a package.json too, and what it is compiled to.
  if (scores.has("typescript")) scores.delete("javascript");
  return guessFrom(scores);
};
