import { faultNames, type FaultName } from "../faults.ts";
import type { Disturbance, Scenario } from "../scenario.ts";
import { goodRound, plainPlan, plainReport, plannedPhase } from "./parts.ts";

/** Stories in which the work would go well, if only the provider did. */

const disturbed = (id: string, title: string, description: string, disturbances: readonly Disturbance[]): Scenario => ({
  id,
  title,
  brief: "Write a function that greets by name, with a test.",
  description,
  plan: plainPlan(title, [plannedPhase("Write the greeter")]),
  phases: [{ rounds: [goodRound] }],
  report: plainReport("The greeter works."),
  disturbances,
});

export const refusal = disturbed("refusal", "A refusal", "The model declines to implement (stop reason refusal).", [
  { operation: "IMPLEMENT", fault: "refusal", times: "always" },
]);

export const malformedOutput = disturbed(
  "malformed-output",
  "Answers that do not fit, at first",
  "PM and QA hand in what does not fit the schema twice, then what fits: one analysis with its one retry fails, the next succeeds.",
  [
    { operation: "PLAN", fault: "misfit", times: 2 },
    { operation: "REVIEW", fault: "prose", times: 2 },
  ],
);

export const malformedForever = disturbed(
  "malformed-forever",
  "Answers that never fit",
  "QA never hands in what fits the schema.",
  [{ operation: "REVIEW", fault: "misfit", times: "always" }],
);

export const quota = disturbed(
  "quota",
  "A used-up window",
  "The Developer's first call meets a used-up five-hour window (429 with unified headers); after its reset all is well.",
  [{ operation: "IMPLEMENT", fault: "quota", times: "until_reset" }],
);

/** One story per fault: every call of every operation meets it. `fault-overloaded`, `fault-cut`, … */
export const permanentFaults: readonly Scenario[] = faultNames.map((fault: FaultName) =>
  disturbed(`fault-${fault}`, `Fault: ${fault}`, `Every call meets the fault “${fault}”.`, [
    { operation: "any", fault, times: "always" },
  ]),
);

const metId = /^met-(plan|implement|review)-(\d)-(\d)-([a-z-]+)$/;
const metOperations = { plan: "PLAN", implement: "IMPLEMENT", review: "REVIEW" } as const;

/** `met-<operation>-<after>-<times>-<fault>`: so many calls of one operation meet it, after so many that go well. */
export const metFault = (id: string): Scenario | null => {
  const [, part, after, times, name] = metId.exec(id) ?? [];
  const operation = part === "plan" || part === "implement" || part === "review" ? metOperations[part] : null;
  const fault = faultNames.find((known) => known === name);
  if (operation === null || fault === undefined) return null;
  const title = `${operation} meets ${fault}`;
  return disturbed(id, title, `${times} calls meet the fault “${fault}”, after ${after} that go well.`, [
    // Its window is not over before somebody else could be asked.
    { operation, fault, after: Number(after), times: Number(times), windowMs: 600_000 },
  ]);
};
