import { createHash } from "node:crypto";
import type { ImportScreening } from "../../contract/sources.ts";
import type { Reader } from "../domain.ts";
import { screenFiles } from "../screening/index.ts";
import { readSettings } from "../settings/index.ts";

const kept = 50;

/**
 * Screens files that were brought in, before any agent reads them, and says what the installation's mode makes of it.
 * @param filesPath absolute
 * @param confirmed the hash of findings that a person has looked at
 */
export const screenImport = async (
  { prisma }: Reader,
  { filesPath, confirmed }: { filesPath: string; confirmed: string | null },
): Promise<ImportScreening> => {
  const { findings, screened, complete } = await screenFiles(filesPath);
  const mode = (await readSettings({ prisma }))["screening.mode"];
  const certain = findings.filter(({ certainty }) => certainty === "high");
  const hash = createHash("sha256")
    .update(JSON.stringify(certain.map(({ path, rule, span }) => [path, rule, span.start])))
    .digest("hex");
  const decision = (): ImportScreening["decision"] => {
    if (findings.length === 0) return "nothing_found";
    if (certain.length === 0 || mode === "warn") return "shown";
    if (mode === "block") return "blocked";
    return confirmed === hash ? "confirmed" : "unconfirmed";
  };
  // What is in the way comes first.
  const sorted = [...certain, ...findings.filter(({ certainty }) => certainty !== "high")];
  return {
    mode,
    screened,
    complete,
    findings: sorted.slice(0, kept),
    findingsTotal: findings.length,
    decision: decision(),
    hash,
  };
};
