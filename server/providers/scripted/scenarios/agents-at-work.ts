import { bash, write, type Scenario, type Step } from "../scenario.ts";
import {
  accept,
  cleanReview,
  goodRound,
  greeterByShell,
  greeterFiles,
  plainPlan,
  plainReport,
  plannedPhase,
} from "./parts.ts";

/** Stories about the Developer's process: permissions, patience, speed. */

export const asksPermission: Scenario = {
  id: "asks-permission",
  title: "May I?",
  brief: "Write a function that greets by name, with a test. Ask me before you run anything.",
  description: "The Developer needs exactly one shell command, for the permission mode “ask”.",
  plan: plainPlan("May I?", [plannedPhase("Write the greeter")]),
  phases: [
    {
      rounds: [
        {
          implement: {
            steps: [{ say: "One command writes the files and runs the test.", calls: [greeterByShell] }],
            closing: ({ lastResult }) =>
              lastResult?.isError === true
                ? "The command was not carried out, so nothing is written."
                : "The command was carried out, and the test passes.",
          },
          review: cleanReview,
          evaluate: accept(),
        },
      ],
    },
  ],
  report: plainReport("The greeter works."),
};

/** What each command of `leaves-lines` leaves behind, in the order in which they are made: one line, once. */
export const leftLines = ["one", "two", "three"] as const;
export const linesFile = "lines.log";

export const leavesLines: Scenario = {
  id: "leaves-lines",
  title: "Line by line",
  brief: "Write a function that greets by name, with a test, and note each step.",
  description: "Each of three commands of the Developer's leaves a line: whatever is done twice shows.",
  plan: plainPlan("Line by line", [plannedPhase("Write the greeter")]),
  phases: [
    {
      rounds: [
        {
          implement: {
            steps: [
              { say: "First the greeter.", calls: greeterFiles() },
              ...leftLines.map((line): Step => ({ calls: [bash(`echo ${line} >> ${linesFile}`, `Note ${line}`)] })),
            ],
            closing: "All is noted.",
          },
          review: cleanReview,
          evaluate: accept(),
        },
      ],
    },
  ],
  report: plainReport("The greeter works."),
};

/** `fetch` says which proxy it goes through only by what becomes of it: the words are the proxy's. */
const reachForHosts = bash(
  `node -e 'for (const at of ["https://one.example/", "https://one.example/again", "http://two.example:8080/"])
  fetch(at).then(({ status }) => console.log(at, status), ({ cause }) => console.log(at, cause?.message))'`,
  "Look for newer versions",
);

export const reachesOut: Scenario = {
  id: "reaches-out",
  title: "Out there",
  brief: "Write a function that greets by name, with a test. Look up the newest version of everything.",
  description: "The Developer's command wants to reach hosts that no list has: one of them twice.",
  plan: plainPlan("Out there", [plannedPhase("Write the greeter")]),
  phases: [
    {
      rounds: [
        {
          ...goodRound,
          implement: {
            steps: [{ calls: greeterFiles() }, { calls: [reachForHosts] }],
            closing: "The greeter is written; nothing could be looked up.",
          },
        },
      ],
    },
  ],
  report: plainReport("The greeter works."),
};

const musings = Array.from(
  { length: 40 },
  (_, index) => `Thought ${index + 1}: a greeting is a small thing, and it deserves a moment.`,
).join("\n\n");

/** Long enough to be paused, cancelled or killed at leisure: about 15 s of text and 20 s of shell output. */
export const slow: Scenario = {
  id: "slow",
  title: "A slow Developer",
  brief: "Write a function that greets by name, with a test. Take your time.",
  description: "Long streams and a long shell command, for pause, cancel and kill.",
  developerPaceMs: 30,
  plan: plainPlan("A slow Developer", [plannedPhase("Write the greeter")]),
  phases: [
    {
      rounds: [
        {
          implement: {
            steps: [
              { say: musings, calls: greeterFiles() },
              { calls: [bash('for i in $(seq 1 40); do echo "tick $i"; sleep 0.5; done', "Count to forty, slowly")] },
              { calls: [bash("node --test", "Run the tests")] },
            ],
            closing: "The greeter is written, and its test passes.",
          },
          review: cleanReview,
          evaluate: accept(),
        },
      ],
    },
  ],
  report: plainReport("The greeter works."),
};

/** The least that still is a project: what remains of the time is ours. */
export const bench: Scenario = {
  id: "bench",
  title: "Bench",
  brief: "Write a function that greets by name, with a test, in two phases.",
  description: "Two minimal phases without any delay, for measuring what orchestration costs.",
  plan: plainPlan("Bench", [plannedPhase("Write the greeter"), plannedPhase("Greet again")]),
  phases: [
    { rounds: [{ ...goodRound, implement: { steps: [{ calls: greeterFiles() }], closing: "Written." } }] },
    {
      rounds: [
        {
          ...goodRound,
          implement: { steps: [{ calls: [write("README.md", "Greets by name.\n")] }], closing: "Written." },
        },
      ],
    },
  ],
  report: plainReport("The greeter works."),
};
