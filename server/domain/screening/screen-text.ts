import type { ScreeningFinding } from "../../contract/screening.ts";
import { findEncodedInstructions } from "./find-encoded.ts";
import { findInjections } from "./find-injections.ts";
import { findSecrets } from "./find-secrets.ts";
import { findHiddenText } from "./hidden-text.ts";
import { toFindings } from "./match.ts";

/**
 * What a text holds that should be looked at before agents read it: secrets, words that would turn an agent against
 * its task, and what people do not see. Linear in the text's length; nothing of it is kept, logged or sent anywhere.
 * @param filePath for rules about certain files
 */
export const screenText = async (text: string, filePath?: string): Promise<ScreeningFinding[]> => {
  const matches = [
    ...(await findSecrets(text, filePath)),
    ...findInjections(text),
    ...findEncodedInstructions(text),
    ...findHiddenText(text),
  ];
  return toFindings(text, matches);
};
