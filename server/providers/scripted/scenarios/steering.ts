import { bash, write, type RoundScript, type Scenario } from "../scenario.ts";
import {
  acceptWithoutCheck,
  cleanReview,
  escalate,
  goodRound,
  greeterFiles,
  plainPlan,
  plainReport,
  plannedPhase,
} from "./parts.ts";

/** Stories about people who take a project in hand while it is under way. */

const document = (name: string, text: string, evaluate: RoundScript["evaluate"]): RoundScript => ({
  implement: { steps: [{ say: `I write ${name}.`, calls: [write(name, text)] }], closing: `${name} is written.` },
  review: cleanReview,
  evaluate,
});
const asks = (name: string) =>
  escalate(`${name} may be right or wrong; only the user can say.`, `Is ${name} as you want it?`);
const good = acceptWithoutCheck("It is as the user wants it.", "The greeter's own test still passes.");

/** Stands still at its second and third phase, and goes on when it is taken in hand. */
export const steered: Scenario = {
  id: "steered",
  title: "Taken in hand",
  brief: "Write a function that greets by name, with a test, then its words, then a manual.",
  description: "Listens to messages, and asks in two of its phases, for redo, skip, rollback and follow-up.",
  plan: plainPlan("Taken in hand", [
    plannedPhase("Write the greeter"),
    plannedPhase("Choose the words"),
    plannedPhase("Write a manual"),
  ]),
  phases: [
    {
      rounds: [
        {
          ...goodRound,
          implement: {
            steps: [
              { say: "One function, one test.", calls: greeterFiles() },
              { calls: [bash('for i in $(seq 1 40); do echo "tick $i"; sleep 0.25; done', "Wait a moment")] },
              { calls: [bash("node --test", "Run the tests")] },
            ],
            closing: ({ messages }) =>
              messages.length === 0
                ? "The greeter is written, and its test passes."
                : `The greeter is written. I took note of your message: ${messages.at(-1) ?? ""}`,
          },
        },
      ],
    },
    { rounds: [document("WORDS.md", "Undecided.\n", asks("WORDS.md")), document("WORDS.md", "Hello.\n", good)] },
    {
      rounds: [
        document("MANUAL.md", "A first draft.\n", asks("MANUAL.md")),
        document("MANUAL.md", "A second draft.\n", asks("MANUAL.md")),
        document("MANUAL.md", "Call greet(name).\n", good),
      ],
    },
  ],
  report: plainReport("The greeter works."),
};

/** The PM learns from the first phase that the rest of the plan is wrong. */
export const planChanges: Scenario = {
  id: "plan-changes",
  title: "A plan that changes",
  brief: "Write a function that greets by name, with a test, and whatever else it needs.",
  description: "With the first acceptance the Project Manager changes what is still to come.",
  plan: plainPlan("A plan that changes", [plannedPhase("Write the greeter"), plannedPhase("Write a long manual")]),
  phases: [
    {
      rounds: [
        {
          ...goodRound,
          implement: { steps: [{ calls: greeterFiles() }], closing: "Written." },
          planChange: {
            reason: "The greeter is so small that a README is enough: a long manual would be longer than the code.",
            phases: [plannedPhase("Write a short README")],
          },
        },
      ],
    },
    { rounds: [document("README.md", "Greets by name.\n", good)] },
  ],
  report: plainReport("The greeter works, and a README says how to call it."),
};
