import type { PlannedPhase } from "../../server/contract/outputs.ts";
import { diffLines, type DiffLine } from "../activity/line-diff.ts";

/** Part of a phase that is different: its words before and after, line by line. */
export interface PartChange {
  readonly label: "Title" | "Kind" | "Goal" | "Acceptance criteria" | "Expected artefacts";
  readonly lines: readonly DiffLine[];
}

/** What became of one phase between two versions of a plan. Places are from 1; null where it is not there. */
export interface PhaseChange {
  readonly kind: "same" | "moved" | "changed" | "added" | "removed";
  readonly title: string;
  readonly from: number | null;
  readonly to: number | null;
  readonly parts: readonly PartChange[];
}

const kindWords = { build: "Build", analysis: "Analysis" } as const satisfies Record<PlannedPhase["kind"], string>;

const partsOf = (before: PlannedPhase, after: PlannedPhase): PartChange[] => {
  const parts: readonly [PartChange["label"], string, string][] = [
    ["Title", before.title, after.title],
    ["Kind", kindWords[before.kind], kindWords[after.kind]],
    ["Goal", before.goal, after.goal],
    ["Acceptance criteria", before.acceptanceCriteria.join("\n"), after.acceptanceCriteria.join("\n")],
    ["Expected artefacts", before.expectedArtefacts.join("\n"), after.expectedArtefacts.join("\n")],
  ];
  return parts.flatMap(([label, was, is]) => (was === is ? [] : [{ label, lines: diffLines(was, is) }]));
};

/** Criteria and goal in common, of all that either has: what makes a renamed phase the same one. */
const likeness = (a: PlannedPhase, b: PlannedPhase): number => {
  const [left, right] = [a, b].map(({ goal, acceptanceCriteria }) => new Set([goal, ...acceptanceCriteria]));
  if (left === undefined || right === undefined) return 0;
  const common = [...left].filter((line) => right.has(line)).length;
  return common / (left.size + right.size - common);
};

/** Below this a phase counts as a new one and not as a renamed one. */
const alike = 0.3;

/**
 * What changed between two versions of a plan, phase by phase in the order of the later one; what was taken out follows
 * at the end. A phase is recognised by its title, or, renamed, by what it is held against. Pure.
 */
export const comparePhases = (before: readonly PlannedPhase[], after: readonly PlannedPhase[]): PhaseChange[] => {
  const left = before.map((phase, index) => ({ phase, place: index + 1 }));
  const take = (found: number) => left.splice(found, 1)[0] ?? null;
  const byTitle = after.map((phase) => {
    const at = left.findIndex((candidate) => candidate.phase.title === phase.title);
    return at === -1 ? null : take(at);
  });
  const matched = after.map((phase, index) => {
    const known = byTitle[index];
    if (known) return known;
    const scores = left.map((candidate) => likeness(candidate.phase, phase));
    const best = Math.max(...scores);
    return best >= alike ? take(scores.indexOf(best)) : null;
  });
  // Moved is what stands in another order among those that stayed; what only slides along because of others has not.
  const stayed = matched.flatMap((match) => (match === null ? [] : [match.place]));
  const inOrder = longestRising(stayed);
  const changes = after.map((phase, index): PhaseChange => {
    const match = matched[index] ?? null;
    const to = index + 1;
    if (match === null) return { kind: "added", title: phase.title, from: null, to, parts: [] };
    const parts = partsOf(match.phase, phase);
    const moved = !inOrder.has(match.place);
    const kind = parts.length > 0 ? "changed" : moved ? "moved" : "same";
    return { kind, title: phase.title, from: match.place, to, parts };
  });
  const removed = left.map(({ phase, place }): PhaseChange => ({
    kind: "removed",
    title: phase.title,
    from: place,
    to: null,
    parts: [],
  }));
  return [...changes, ...removed];
};

/** A longest rising subsequence, as a set; plans are short. */
const longestRising = (places: readonly number[]): ReadonlySet<number> => {
  let best: readonly number[] = [];
  const ending = new Map<number, readonly number[]>();
  for (const place of places) {
    const before = [...ending].filter(([last]) => last < place).map(([, sequence]) => sequence);
    const longest = before.reduce<readonly number[]>(
      (long, sequence) => (sequence.length > long.length ? sequence : long),
      [],
    );
    const sequence = [...longest, place];
    ending.set(place, sequence);
    if (sequence.length > best.length) best = sequence;
  }
  return new Set(best);
};
