import type { ToolManifest } from "../../../../contract/tools.ts";
import { requestTool, useTool, write, type Scenario } from "../../scenario.ts";
import { accept, cleanReview, greeterFiles, plainPlan, plainReport, plannedPhase } from "../parts.ts";
import { buildStory, serverFile } from "./build-story.ts";

/** Stories for tests: a tool that is asked for, built, accepted and used, and what can go wrong with it. */

const said = { type: "object", properties: { text: { type: "string" } } } as const;
const rights = { files: "none", hosts: [], seconds: 20, memoryMb: 128 } as const;

const ear: ToolManifest = {
  name: "voice_checker",
  version: "1.0.0",
  description: "Says how a greeting sounds: a sentence goes in, warm or cold comes out.",
  main: "server.js",
  input: {
    type: "object",
    properties: { sentence: { type: "string" } },
    required: ["sentence"],
    additionalProperties: false,
  },
  output: said,
  rights: { ...rights, hosts: [] },
};

const earRequest = {
  name: ear.name,
  description: ear.description,
  importance: 5,
  urgency: 4,
  blocking: true,
  task: "Choosing the greeting.",
  similarTools: [],
  requirements: ["No network."],
};

const earServer = serverFile(ear, {
  input: "{ sentence: z.string() }",
  work: `    if (input.sentence.trim() === "") return failed("There is no sentence.");
    return said(/hello|welcome|dear/i.test(input.sentence) ? "It sounds warm." : "It sounds cold.");`,
});

const earTests = `test("hears what is warm and what is cold", async () => {
  assert.equal((await ask({ sentence: "Hello, Ada!" })).text, "It sounds warm.");
  assert.equal((await ask({ sentence: "You again." })).text, "It sounds cold.");
});

test("says when there is nothing to hear", async () => {
  assert.deepEqual(await ask({ sentence: " " }), { text: "There is no sentence.", isError: true });
});
`;

const earParts = {
  request: earRequest,
  manifest: ear,
  programs: { "server.js": earServer },
  example: 'Called with `{"sentence": "Hello, Ada!"}` it says `It sounds warm.`',
  limits: "It knows three warm words, and no irony.",
  ways: "- A word list: small, and enough for greetings.\n- A model of its own: far too large.",
};

/** Every story whose Developer asks for voice_checker has it built so. */
const earBuilds = ["asks-for-tool", "asks-for-tool-meanwhile", "review-asks-for-tool", "uses-tool"].map((scenario) =>
  buildStory({ ...earParts, scenario, tests: earTests }),
);

const withoutConnecting = {
  steps: [
    {
      say: "A test that is always content.",
      calls: [
        write("test/content.test.js", 'import { test } from "node:test";\n\ntest("is content", () => undefined);\n'),
      ],
    },
  ],
  closing: "The tests pass.",
} as const;

/** Its tests never look at the tool, so its gate is never passed. */
const toothless = buildStory({
  ...earParts,
  scenario: "uses-toothless-tool",
  tests: 'test("is content", () => assert.ok(true));\n',
});
const toothlessBuild: Scenario = {
  ...toothless,
  phases: toothless.phases.map((phase, index) =>
    index === 3 ? { rounds: [{ ...phase.rounds[0], implement: withoutConnecting }] } : phase,
  ),
};

const asksAndUses = (
  id: string,
  request: Parameters<typeof requestTool>[0],
  inputs: readonly Record<string, unknown>[],
): Scenario => ({
  id,
  title: `A tool, used (${id})`,
  brief: "Write a function that greets by name, with a test. The greeting should sound warm.",
  description: `The Developer waits for the tool ${request.name}, and uses it once it is there.`,
  plan: plainPlan("A tool, used", [plannedPhase("Write the greeter")]),
  phases: [
    {
      rounds: [
        {
          review: cleanReview,
          evaluate: accept(),
          implement: {
            steps: [
              { calls: greeterFiles() },
              { calls: [requestTool(request)] },
              ...inputs.map((input) => ({ calls: [useTool(request.name, input)] as const })),
            ],
            closing: ({ lastResult }) =>
              `The greeter is written. The last that I heard: ${lastResult?.text ?? "nothing"}`,
          },
        },
      ],
    },
  ],
  report: plainReport("The greeter works."),
});

const odd: ToolManifest = {
  ...ear,
  name: "odd_tool",
  description: "Does what tools should not do, one after the other.",
  input: { type: "object", properties: { how: { type: "string" } }, required: ["how"] },
  rights: { files: "read", hosts: [], seconds: 3, memoryMb: 128 },
};
const oddServer = serverFile(odd, {
  imports: 'import { writeFileSync, existsSync, readdirSync } from "node:fs";\n',
  input: "{ how: z.string() }",
  work: `    const may = (what) => { try { what(); return "yes"; } catch (error) { return error.code ?? error.message; } };
    switch (input.how) {
      case "crash":
        console.error("I cannot go on.");
        process.exit(3);
      case "hang":
        return new Promise(() => {});
      case "flood":
        return new Promise(() => setInterval(() => process.stdout.write("x".repeat(65536)), 1));
      case "fail":
        return failed("I could not do it.");
      case "rights": {
        const network = await fetch("http://example.org/").then(() => "yes", () => "no");
        return said(JSON.stringify({
          readsProject: existsSync("greet.js"),
          writesProject: may(() => writeFileSync("stolen.txt", "x")),
          writesItself: may(() => writeFileSync("/tool/server.js", "x")),
          network,
          home: readdirSync(process.env.HOME),
          environment: Object.keys(process.env).filter((key) => /KEY|TOKEN|SECRET|DATABASE/.test(key)),
        }));
      }
      default:
        return said("Nothing odd.");
    }`,
});
const oddBuild = buildStory({
  scenario: "uses-odd-tool",
  request: { ...earRequest, name: odd.name, description: odd.description },
  manifest: odd,
  programs: { "server.js": oddServer },
  tests:
    'test("does nothing odd unless told", async () => {\n  assert.equal((await ask({ how: "not" })).text, "Nothing odd.");\n});\n',
  example: "None that one should follow.",
  limits: "It has none, which is what it is for.",
  ways: "- There is only this one.",
});

export const toolStories: readonly Scenario[] = [
  asksAndUses("uses-tool", earRequest, [{ sentence: "Hello, Ada!" }]),
  asksAndUses("uses-toothless-tool", earRequest, [{ sentence: "Hello, Ada!" }]),
  asksAndUses(
    "uses-odd-tool",
    { ...earRequest, name: odd.name, description: odd.description },
    ["crash", "hang", "flood", "fail", "rights"].map((how) => ({ how })),
  ),
  ...earBuilds,
  toothlessBuild,
  oddBuild,
];
