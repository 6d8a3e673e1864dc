import type { Complexity, ProjectKind } from "#server/contract/briefs";

/** The kinds of work in plain words. */
export const kindWords = {
  build: { label: "Software", description: "Code that a check can run." },
  analysis: { label: "A document", description: "A review, a comparison, an audit or an architecture." },
} as const satisfies Record<ProjectKind, { label: string; description: string }>;

export const complexityWords = {
  simple: "Simple",
  medium: "Medium",
  complex: "Complex",
} as const satisfies Record<Complexity, string>;
