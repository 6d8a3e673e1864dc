import { createHash } from "node:crypto";
import { ScreeningRecord, type ScreeningFinding, type ScreeningView } from "../../contract/screening.ts";
import type { ProjectView } from "../../contract/views.ts";
import { DomainError, unreachable } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain, Reader, Tx } from "../domain.ts";
import { readSettings } from "../settings/index.ts";
import { screenText } from "./screen-text.ts";

/** What a confirmation is about: this very text with these findings. Another letter makes another one. */
const hashOf = (text: string, findings: readonly ScreeningFinding[]): string => {
  const rules = findings.map(({ rule, certainty, span }) => [rule, certainty, span.start]);
  return createHash("sha256")
    .update(JSON.stringify([text, rules]))
    .digest("hex");
};

/** What a brief holds that should be looked at, and what the installation demands of it. Nothing is stored. */
export const screenBrief = async (
  { prisma }: { prisma: Pick<Tx, "setting"> },
  { brief }: { brief: string },
): Promise<ScreeningView> => {
  const findings = await screenText(brief);
  const mode = (await readSettings({ prisma }))["screening.mode"];
  return { mode, findings, hash: hashOf(brief, findings) };
};

export const isCertain = ({ certainty }: ScreeningFinding): boolean => certainty === "high";

/** Where and what, for people who have to change it. */
export const named = (findings: readonly ScreeningFinding[]): string => {
  const first = findings.slice(0, 3).map(({ span, message }) => `Line ${span.line}: ${message}`);
  const more = findings.length > first.length ? [`And ${findings.length - first.length} more.`] : [];
  return [...first, ...more].join(" ");
};

/** In one line, secrets as masked as in the findings. */
export const auditDetail = (mode: string, findings: readonly ScreeningFinding[]) => ({
  mode,
  findings: findings.length,
  rules: [...new Set(findings.map(({ rule }) => rule))].join(", "),
  excerpts: findings
    .map(({ excerpt }) => excerpt)
    .join(" | ")
    .slice(0, 2_000),
});

/**
 * Whether a brief may be handed in, by the installation's mode: decided here, whatever a page has shown. A refusal is
 * audited.
 * @param options.confirmed the hash of the findings that a person says they have looked at
 * @throws DomainError conflict (there are findings that nobody has confirmed), invalid (there must be none)
 */
export const screenSubmission = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  options: { projectId: string | null; brief: string; confirmed: string | null; actorId: string },
): Promise<ScreeningRecord> => {
  const { projectId, brief, confirmed, actorId } = options;
  const { mode, findings, hash } = await screenBrief({ prisma }, { brief });
  const certain = findings.filter(isCertain);
  const record = { mode, findings: [...findings], at: clock.now().toISOString(), by: actorId };
  if (certain.length === 0) return { ...record, decision: findings.length === 0 ? "nothing_found" : "shown" };
  const refuse = async (code: "conflict" | "invalid", message: string): Promise<never> => {
    const detail = auditDetail(mode, certain);
    await appendAudit(prisma, { actorId, action: "screening.refused", subjectId: projectId, detail });
    throw new DomainError(code, message);
  };
  switch (mode) {
    case "warn":
      return { ...record, decision: "shown" };
    case "confirm":
      return confirmed === hash
        ? { ...record, decision: "confirmed" }
        : refuse("conflict", `Look at what was found in the brief, and confirm it or take it out. ${named(certain)}`);
    case "block":
      return refuse("invalid", `This brief cannot be submitted as it is. ${named(certain)}`);
    default:
      return unreachable(mode);
  }
};

/** Keeps what was found and decided, with its audit entry, in the transaction of the submission. */
export const storeScreening = async (
  tx: Pick<Tx, "project" | "auditEntry">,
  { projectId, record }: { projectId: string; record: ScreeningRecord },
): Promise<void> => {
  await tx.project.update({ where: { id: projectId }, data: { screening: record } });
  if (record.findings.length === 0) return;
  const detail = { decision: record.decision, ...auditDetail(record.mode, record.findings) };
  await appendAudit(tx, { actorId: record.by, action: "screening.passed", subjectId: projectId, detail });
};

/** What a project's row says of its screening, with the name of who submitted it. */
export const readScreening = async ({ prisma }: Reader, stored: unknown): Promise<ProjectView["screening"]> => {
  const record = ScreeningRecord.nullable().parse(stored);
  if (record === null) return null;
  const user = await prisma.user.findUnique({ where: { id: record.by }, select: { name: true } });
  return { ...record, by: user?.name ?? null };
};
