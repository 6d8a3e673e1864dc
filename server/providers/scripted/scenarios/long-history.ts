import { bash, progress, task, write, type Call, type Scenario } from "../scenario.ts";
import {
  accept,
  cleanReview,
  escalate,
  greeterByShell,
  greeterFiles,
  plainPlan,
  plainReport,
  plannedPhase,
} from "./parts.ts";

/** Only the Developer who began has done it; whoever takes over reads of it. */
const notHandedOver = (call: Call): Call => ({
  ...call,
  input: (view) => (view.handedOver ? null : call.input(view)),
});

/** Nearly as much as Claude Code lets one command say, again and again: the conversation outgrows a local model's context. */
const longOutput = (part: number): Call =>
  bash(`seq -f 'part ${part}: %06g of what is there' 1 900`, `Look at part ${part}`);

const [packageFile, ...sources] = greeterFiles();

/** Claude reads a great deal, begins, and is at its limit: too long a story for a local model to be told. */
export const longHistory: Scenario = {
  id: "long-history",
  title: "A long history",
  brief: "Write a function that greets by name, with a test. Read everything there is first.",
  description: "Claude's limit is reached in a conversation that is too long for the local model: a hand-over.",
  plan: plainPlan("A long history", [plannedPhase("Write the greeter")]),
  phases: [
    {
      rounds: [
        {
          implement: {
            steps: [
              {
                say: "I look at everything first.",
                calls: [
                  notHandedOver(task("Look at everything", "Looking")),
                  notHandedOver(task("Write the function", "Writing")),
                  notHandedOver(longOutput(1)),
                  ...[2, 3, 4, 5, 6].map((part) => notHandedOver(longOutput(part))),
                ],
              },
              {
                say: "Now I know it; first the package.",
                calls: [notHandedOver(progress("Look at everything", "completed")), notHandedOver(packageFile)],
              },
              { say: "The rest of it.", calls: [sources[0] ?? packageFile, ...sources.slice(1)] },
              { calls: [bash("node --test", "Run the tests")] },
              { calls: [write("README.md", "# greeter\n\nGreets by name.\n")] },
            ],
            closing: "The greeter is written, and its test passes.",
          },
          review: cleanReview,
          evaluate: escalate("It works.", "Is a friendlier greeting wanted?"),
        },
        {
          implement: {
            // Whatever is there: all of it, or nothing where the phase is done again from its start.
            // In one answer: the limit comes with the third.
            steps: [{ calls: [greeterByShell, bash("echo 'And means it.' >> README.md", "Say so")] }],
            closing: "The README is friendlier, and the test passes.",
          },
          review: cleanReview,
          evaluate: accept(),
        },
      ],
    },
  ],
  report: plainReport("The greeter works."),
  // Once, and for longer than the story lasts: the way back is a person's.
  disturbances: [{ operation: "IMPLEMENT", after: 2, fault: "quota", times: 1, windowMs: 600_000 }],
};
