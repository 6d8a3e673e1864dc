import type { ProjectCard } from "#server/contract/views";

/** A project's card for tests: a running project in the middle of its plan, with whatever is said otherwise. */
export const projectCard = (card: Partial<ProjectCard> = {}): ProjectCard => ({
  id: "prj_1",
  title: "Expense totals",
  status: "RUNNING",
  hold: null,
  phasesAccepted: 1,
  phasesTotal: 3,
  activity: "Implementing phase 2",
  pendingAsks: 0,
  provider: "anthropic_api",
  standIn: null,
  private: false,
  model: "claude-sonnet-5-5",
  ownerName: "Ada",
  priority: 25,
  usage: {
    inputTokens: 1_000,
    outputTokens: 100,
    billedMicros: 5_000,
    equivalentMicros: 0,
    unpricedCalls: 0,
    unreportedCalls: 0,
  },
  work: { ms: 60_000, since: new Date("2026-11-20T10:05:00Z") },
  createdAt: new Date("2026-11-20T10:00:00Z"),
  startedAt: new Date("2026-11-20T10:01:00Z"),
  finishedAt: null,
  archivedAt: null,
  queuePosition: null,
  ...card,
});
