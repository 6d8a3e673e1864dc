import { PlannedPhase } from "../../server/contract/outputs.ts";

/** A phase while a person writes it: lists as lines of text. */
export interface PhaseDraft {
  readonly key: number;
  readonly title: string;
  readonly kind: PlannedPhase["kind"];
  readonly goal: string;
  readonly criteria: string;
  readonly artefacts: string;
}

export const draftOf = (phase: PlannedPhase, key: number): PhaseDraft => ({
  key,
  title: phase.title,
  kind: phase.kind,
  goal: phase.goal,
  criteria: phase.acceptanceCriteria.join("\n"),
  artefacts: phase.expectedArtefacts.join("\n"),
});

export const emptyDraft = (key: number): PhaseDraft => ({
  key,
  title: "",
  kind: "build",
  goal: "",
  criteria: "",
  artefacts: "",
});

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** What is wrong with a draft, by its field. */
export type DraftErrors = Partial<Record<"title" | "goal" | "criteria" | "artefacts", string>>;

const fieldOf = {
  title: "title",
  goal: "goal",
  acceptanceCriteria: "criteria",
  expectedArtefacts: "artefacts",
} as const;
const missing = {
  title: "Give the phase a title of at most 120 characters.",
  goal: "Say what the phase is for.",
  criteria: "Name at least one criterion, and at most 12, each on a line of its own.",
  artefacts: "At most 20, each on a line of its own.",
} as const satisfies Record<keyof DraftErrors, string>;

/** The phase that a draft means, or what keeps it from being one. Pure. */
export const phaseOf = (draft: PhaseDraft): { phase: PlannedPhase } | { errors: DraftErrors } => {
  const parsed = PlannedPhase.safeParse({
    title: draft.title,
    kind: draft.kind,
    goal: draft.goal,
    acceptanceCriteria: linesOf(draft.criteria),
    expectedArtefacts: linesOf(draft.artefacts),
  });
  if (parsed.success) return { phase: parsed.data };
  const errors: DraftErrors = {};
  for (const { path } of parsed.error.issues) {
    const name = Object.entries(fieldOf).find(([key]) => key === path[0])?.[1];
    if (name !== undefined) errors[name] = missing[name];
  }
  return { errors };
};

/** The list with one of its entries moved by one place; unchanged at its ends. */
export const moved = <Item>(items: readonly Item[], from: number, by: -1 | 1): readonly Item[] => {
  const item = items[from];
  const other = items[from + by];
  if (item === undefined || other === undefined) return items;
  return items.map((entry, index) => (index === from ? other : index === from + by ? item : entry));
};
