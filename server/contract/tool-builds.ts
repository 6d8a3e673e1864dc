import { manifestFile, usageFile } from "./tools.ts";
import type { PlanOutput, PlannedPhase } from "./outputs.ts";
import type { ToolRequest } from "./tool-requests.ts";

/** Which of a build's phases is about the tests, and so about the whole tool: QA reviews it, and the PM judges. */
export const reviewedPhase = "Test";

/**
 * Every tool is built in the same five phases (R24), each with its artefact. Only the one that shows the whole tool is
 * reviewed; of the others the runner's gate decides (server/runner/checks/tool-gates.ts).
 */
const phases = ({ name, requirements }: ToolRequest): PlannedPhase[] => [
  {
    title: "Plan",
    kind: "analysis",
    goal: `Decide what ${name} takes and gives back and what it needs to do so, and write that down: ${manifestFile} and PLAN.md.`,
    acceptanceCriteria: [
      `${manifestFile} is a manifest with the name ${name}, a version, a description for the agents that will use it, JSON schemas of input and output, and no more rights than the tool needs.`,
      "PLAN.md says what the tool is for, what goes in and comes out, and why each right is needed.",
      ...requirements,
    ].slice(0, 12),
    expectedArtefacts: [manifestFile, "PLAN.md: Purpose; Input; Output; Rights"],
  },
  {
    title: "Research",
    kind: "analysis",
    goal: `Find out how ${name} is best made: what there is on the machine, which ways there are, and what can go wrong.`,
    acceptanceCriteria: [
      "RESEARCH.md names the ways that were looked at, what speaks for each, and the one that is taken.",
    ],
    expectedArtefacts: ["RESEARCH.md: Ways; Choice; Risks"],
  },
  {
    title: "Implement",
    kind: "build",
    goal: `Write the MCP server that ${manifestFile} names as main, so that it offers ${name} and does what PLAN.md says.`,
    acceptanceCriteria: [
      `The server starts with its declared rights alone and offers exactly one tool, ${name}, with the manifest's input.`,
      "Input that makes no sense is answered with an error that says what is wrong.",
      ...requirements,
    ].slice(0, 12),
    expectedArtefacts: [manifestFile, "package.json"],
  },
  {
    title: reviewedPhase,
    kind: "build",
    goal: `Write tests that call ${name} the way an agent does, through an MCP client, and that fail without the implementation.`,
    acceptanceCriteria: [
      "All tests pass with `npm test`, and they fail when the implementation is taken away.",
      "They cover the usual case, the limits and wrong input.",
      ...requirements,
    ].slice(0, 12),
    expectedArtefacts: ["package.json"],
  },
  {
    title: "Document",
    kind: "analysis",
    goal: `Write ${usageFile}: how an agent uses ${name}, and what a person must know who decides about it.`,
    acceptanceCriteria: [`${usageFile} has an example of a call with its result, and names the limits.`],
    expectedArtefacts: [`${usageFile}: What it does; Input; Output; Rights; Example; Limits`],
  },
];

/** The plan of a build, as if the PM had written it. */
export const buildPlan = (request: ToolRequest): PlanOutput => ({
  title: `Tool: ${request.name}`,
  summary: `An MCP server over stdio that offers ${request.name}, with its manifest, tests and usage. Once it is built, a person decides whether exactly that may be used.`,
  language: "JavaScript (Node.js, @modelcontextprotocol/sdk)",
  complexity: { score: 3, reason: "One small program with a fixed form." },
  resources: ["Node.js", "@modelcontextprotocol/sdk, which is there without being installed"],
  risks: [],
  successMetrics: ["The agent that asked for it can use it."],
  nextSteps: [],
  comparison: null,
  phases: phases(request),
});

/** What the agents of a build are told to do: an agent's own request, in the form that every tool has. */
export const buildBrief = (request: ToolRequest, comment: string): string => {
  const lines = [
    `Build the tool **${request.name}** for other agents.`,
    "",
    request.description,
    "",
    `It is wanted for: ${request.task}`,
    ...(request.requirements.length === 0
      ? []
      : ["", "It must fulfil:", ...request.requirements.map((one) => `- ${one}`)]),
    ...(comment === "" ? [] : ["", `A word of the user's: ${comment}`]),
    "",
    "The form of every tool:",
    `- An MCP server over stdio in plain JavaScript (ES modules), run by Node.js, with \`@modelcontextprotocol/sdk\` and \`zod\`. Both are there when it runs; no other package is, and nothing is installed.`,
    `- \`${manifestFile}\`: {"name": "${request.name}", "version": "1.0.0", "description": …, "main": "server.js", "input": JSON Schema of an object, "output": JSON Schema of an object (each at most 3,000 characters), "rights": {"files": "none" | "read" | "write", "hosts": [], "seconds": 1 to 120, "memoryMb": 64 to 1024}}.`,
    "- When it is called it runs behind walls of its own: its folder is read-only at /tool, the project's files are its working directory if `files` says so, only `hosts` can be reached, and after `seconds` it is ended. Ask for no more than it needs: a person looks at it.",
    '- `package.json` with `"type": "module"` and a `test` script that runs `node --test`; tests in `test/`.',
    `- \`${usageFile}\` for whoever uses it.`,
    "- Standard output belongs to the protocol; it prints nothing else there.",
  ];
  return lines.join("\n");
};
