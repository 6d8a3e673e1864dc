import type { AskAnswer } from "../../contract/asks.ts";
import type { PlannedPhase } from "../../contract/outputs.ts";
import { verdictWords } from "../../contract/tool-requests.ts";
import { DomainError, unreachable } from "../../platform/errors.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain } from "../domain.ts";
import { auditDetail, isCertain, named, screenBrief } from "./screen-brief.ts";

/** So long a refusal counts as shown: the same words from the same person then say that they have been looked at. */
const shownForMs = 60 * 60_000;

/** What a person has written into a phase of a plan. */
export const phaseWords = ({ title, goal, acceptanceCriteria, expectedArtefacts }: PlannedPhase): string =>
  [title, goal, ...acceptanceCriteria, ...expectedArtefacts].join("\n");

const wordsOf = (answer: AskAnswer): string => {
  switch (answer.kind) {
    case "plan_approval":
      return [answer.comment, ...(answer.phases ?? []).map(phaseWords)].join("\n").trim();
    case "permission":
      return [answer.reason, ...Object.values(answer.edited ?? {}).filter((text) => typeof text === "string")]
        .join("\n")
        .trim();
    case "question":
      return answer.text;
    case "allocation":
    case "budget_raise":
      return "";
    case "tool_acceptance":
      return answer.reason;
    case "tool_request":
      return verdictWords(answer.verdict).join("\n");
    default:
      return unreachable(answer);
  }
};

/** Whether an answer may reach an agent, as `screenWords` decides. @throws DomainError invalid */
export const screenAnswer = (
  domain: Pick<Domain, "prisma" | "clock">,
  { askId, answer, actorId }: { askId: string; answer: AskAnswer; actorId: string },
): Promise<void> => screenWords(domain, { subjectId: askId, words: wordsOf(answer), actorId });

/**
 * Whether words that a person writes for agents (an answer, a message, what is to be different in a phase, a context, a
 * project's title) may reach them, by the installation's mode for briefs (R64). In mode confirm the first refusal shows
 * what was found, and the very same words from the same person, wherever they send them next, are confirmed by that.
 * What was found and decided is audited, secrets masked.
 * @param options.subjectId what the words are about; null where it does not exist yet
 * @throws DomainError invalid
 */
export const screenWords = async (
  { prisma, clock }: Pick<Domain, "prisma" | "clock">,
  { subjectId, words, actorId }: { subjectId: string | null; words: string; actorId: string },
): Promise<void> => {
  if (words === "") return;
  const { mode, findings, hash } = await screenBrief({ prisma }, { brief: words });
  const certain = findings.filter(isCertain);
  if (certain.length === 0) return;
  const entry = { actorId, subjectId, detail: { ...auditDetail(mode, certain), hash } };
  const refuse = async (what: string): Promise<never> => {
    await appendAudit(prisma, { ...entry, action: "screening.refused" });
    throw new DomainError("invalid", `${what} ${named(certain)}`);
  };
  switch (mode) {
    case "warn":
      break;
    case "confirm": {
      const since = new Date(clock.now().getTime() - shownForMs);
      const shown = await prisma.auditEntry.count({
        where: {
          at: { gte: since },
          action: "screening.refused",
          actorId,
          detail: { path: ["hash"], equals: hash },
        },
      });
      if (shown === 0) await refuse("Not taken. Take this out, or send the same words once more to confirm them.");
      break;
    }
    case "block":
      return refuse("This cannot be sent as it is.");
    default:
      return unreachable(mode);
  }
  await appendAudit(prisma, { ...entry, action: "screening.passed" });
};
