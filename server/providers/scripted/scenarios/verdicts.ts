import type { ReviewOutput } from "../../../contract/outputs.ts";
import type { RoundScript, Scenario } from "../scenario.ts";
import {
  accept,
  acceptWithoutCheck,
  cleanReview,
  criteria,
  escalate,
  goodRound,
  greeterFile,
  greeterFiles,
  plainPlan,
  plainReport,
  plannedPhase,
  refine,
} from "./parts.ts";
import { write } from "../scenario.ts";

/** Stories about what the Project Manager decides, and about what the evidence makes of it. */

const redReview: ReviewOutput = {
  summary: "The only test is red.",
  findings: [
    {
      severity: "high",
      title: "The greeting is wrong",
      detail: "The test expects “Hello, Ada!” and gets something else.",
      file: "greet.js",
      line: 3,
      remediation: "Greet with “Hello”.",
    },
  ],
  strengths: [],
  criteria: criteria.map((criterion, index) => ({ criterion, met: index === 0, evidence: "The runner's own check." })),
};

const wrongRound = (greeting: string, evaluate: RoundScript["evaluate"], first: boolean): RoundScript => ({
  implement: {
    steps: [{ calls: first ? greeterFiles(greeting) : [greeterFile(greeting)] }],
    closing: `It greets with “${greeting}” now, which should be fine.`,
  },
  review: redReview,
  evaluate,
});

const again = refine("The test is red.", "Make the test pass: greet with “Hello”.");

/** Three refinements do not help; the human is asked, and what they say does. */
export const testsStayRed: Scenario = {
  id: "tests-stay-red",
  title: "A test that stays red",
  brief: "Write a function that greets by name, with a test.",
  description: "The test stays red through three refinements, then the question goes to the human.",
  plan: plainPlan("A test that stays red", [plannedPhase("Write the greeter")]),
  phases: [
    {
      rounds: [
        wrongRound("Hi", again, true),
        wrongRound("Hey", again, false),
        wrongRound("Good day", again, false),
        wrongRound(
          "Howdy",
          escalate(
            "Three refinements did not turn the test green.",
            "Should the greeting be “Hello”, or should the test change?",
          ),
          false,
        ),
        {
          implement: { steps: [{ calls: [greeterFile("Hello")] }], closing: "It greets with “Hello”, as you decided." },
          review: cleanReview,
          evaluate: accept(),
        },
      ],
    },
  ],
  report: plainReport("The greeter works, after a decision by the human."),
};

/** The Developer does nothing, and everybody believes it: only the evidence can object. */
export const claimsSuccess: Scenario = {
  id: "claims-success",
  title: "Success without a change",
  brief: "Write a function that greets by name, with a test.",
  description: "The Developer changes nothing and says that all is done; QA and the PM agree, the evidence does not.",
  plan: plainPlan("Success without a change", [plannedPhase("Write the greeter")]),
  phases: [
    {
      rounds: [
        {
          implement: { steps: [], closing: "All done! The greeter is implemented and every test passes." },
          review: cleanReview,
          evaluate: accept("The Developer reports success."),
        },
      ],
    },
  ],
  report: plainReport("The greeter works."),
};

/** The Project Manager asks at once; whatever the answer, the second go is good. */
export const escalates: Scenario = {
  id: "escalates",
  title: "A question for the human",
  brief: "Write a function that greets by name. I have not decided in which language.",
  description: "The PM escalates with a question after the first go.",
  plan: plainPlan("A question for the human", [plannedPhase("Write the greeter")]),
  phases: [
    {
      rounds: [
        {
          ...goodRound,
          evaluate: escalate(
            "The brief leaves the language of the greeting open.",
            "In which language should it greet?",
          ),
        },
        {
          implement: {
            steps: [{ calls: [write("LANGUAGE.md", "The greeting is in English.\n")] }],
            closing: "The decision is written down.",
          },
          review: cleanReview,
          evaluate: accept(),
        },
      ],
    },
  ],
  report: plainReport("The greeter works, in the language that the human chose."),
};

/** A build phase that nothing can be run for. */
export const noCheck: Scenario = {
  id: "no-check",
  title: "A page without a test",
  brief: "Write a static page that says hello. Plain HTML, nothing else.",
  description: "A build phase without a runnable check, accepted with the PM's explicit reason.",
  plan: plainPlan("A page without a test", [
    {
      ...plannedPhase("Write the page"),
      acceptanceCriteria: ["index.html says hello."],
      expectedArtefacts: ["index.html"],
    },
  ]),
  phases: [
    {
      rounds: [
        {
          implement: {
            steps: [
              {
                calls: [
                  write(
                    "index.html",
                    '<!doctype html>\n<html lang="en">\n<title>Hello</title>\n<p>Hello!</p>\n</html>\n',
                  ),
                ],
              },
            ],
            closing: "The page is written.",
          },
          review: {
            ...cleanReview,
            criteria: [{ criterion: "index.html says hello.", met: true, evidence: "Line 4 of index.html." }],
          },
          evaluate: acceptWithoutCheck(
            "The page says hello.",
            "It is one static page without any behaviour: there is nothing to run, and QA has read the whole of it.",
          ),
        },
      ],
    },
  ],
  report: { ...plainReport("The page says hello."), built: ["index.html"], howToRun: "Open index.html in a browser." },
};
