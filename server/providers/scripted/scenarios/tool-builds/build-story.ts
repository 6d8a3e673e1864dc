import { buildPlan } from "../../../../contract/tool-builds.ts";
import type { ToolRequest } from "../../../../contract/tool-requests.ts";
import type { ToolManifest } from "../../../../contract/tools.ts";
import { bash, write, type Call, type PhaseScript, type Scenario } from "../../scenario.ts";
import { accept, cleanReview, plainReport } from "../parts.ts";

/** What a story about building a tool is made of: the five phases of every build are told around it. */
export interface ToolParts {
  /** Of the project that asked for it; the build's is called so with `-tool` behind it (server/domain/tools/begin-build.ts). */
  readonly scenario: string;
  /** What was asked for. */
  readonly request: ToolRequest;
  readonly manifest: ToolManifest;
  /** Its programs, by path. */
  readonly programs: Readonly<Record<string, string>>;
  /** Its test, without the lines that connect. `call(arguments)` resolves to the text that comes back. */
  readonly tests: string;
  readonly example: string;
  readonly limits: string;
  readonly ways: string;
}

const packageJson = (name: string): string => `{
  "name": "${name.replaceAll("_", "-")}",
  "version": "1.0.0",
  "type": "module",
  "private": true,
  "scripts": { "test": "node --test" },
  "dependencies": { "@modelcontextprotocol/sdk": "^1.32.2", "zod": "^4.0.0" }
}
`;

/** Tests call the tool the way an agent does: through an MCP client, over stdio. */
const testFile = ({
  manifest,
  tests,
}: Pick<ToolParts, "manifest" | "tests">): string => `import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const client = new Client({ name: "tests", version: "1.0.0" });
before(() => client.connect(new StdioClientTransport({ command: process.execPath, args: ["${manifest.main}"] })));
after(() => client.close());

const ask = async (input) => {
  const { content, isError = false } = await client.callTool({ name: "${manifest.name}", arguments: input });
  return { text: content.map(({ text }) => text).join("\\n"), isError };
};

${tests}`;

const rightsWords = ({ rights }: ToolManifest): string =>
  `Files: ${rights.files}. Hosts: ${rights.hosts.join(", ") || "none"}. ${rights.seconds} s and ${rights.memoryMb} MB a call are more than it takes.`;

const fields = (schema: ToolManifest["input"]): string => `\`\`\`json\n${JSON.stringify(schema, null, 2)}\n\`\`\``;

interface Round {
  readonly say: string;
  readonly calls: readonly [Call, ...Call[]];
  readonly closing: string;
  /** After these: what is run. */
  readonly afterwards?: Call;
}

/** The whole story of a build. */
export const buildStory = (parts: ToolParts): Scenario => {
  const { scenario, manifest, programs, example, limits, ways } = parts;
  const { name } = manifest;
  const plan = buildPlan(parts.request);
  const phase = (index: number, { say, calls, closing, afterwards }: Round): PhaseScript => ({
    rounds: [
      {
        implement: {
          steps: [{ say, calls }, ...(afterwards === undefined ? [] : [{ calls: [afterwards] as const }])],
          closing,
        },
        // Of five phases one is reviewed; the others' words are never asked for.
        review: {
          ...cleanReview,
          summary: "Its tests call it the way an agent does, and it asks for no more than it needs.",
          strengths: ["It is small enough to be read in one go."],
          criteria: (plan.phases[index]?.acceptanceCriteria ?? []).map((criterion) => ({
            criterion,
            met: true,
            evidence: "The runner's own checks.",
          })),
        },
        evaluate: accept("The tool does what was asked for, and its tests notice when it is taken away."),
      },
    ],
  });
  const [first, ...others] = Object.entries(programs).map(([path, text]) => write(path, text));
  if (first === undefined) throw new Error(`The tool ${name} has no program.`);
  return {
    id: `${scenario}-tool`,
    title: `Tool: ${name}`,
    brief: `Build the tool ${name}.`,
    description: `How ${name} is built for the story ${scenario}.`,
    plan,
    phases: [
      phase(0, {
        say: "First what goes in, what comes out, and what it may do.",
        calls: [
          write("tool.json", `${JSON.stringify(manifest, null, 2)}\n`),
          write(
            "PLAN.md",
            `# ${name}\n\n## Purpose\n\n${manifest.description}\n\n## Input\n\n${fields(manifest.input)}\n\n## Output\n\n${fields(manifest.output)}\n\n## Rights\n\n${rightsWords(manifest)}\n`,
          ),
        ],
        closing: `The manifest of ${name} and its plan are written.`,
      }),
      phase(1, {
        say: "What there is, and which way is taken.",
        calls: [
          write(
            "RESEARCH.md",
            `# Ways to ${name}\n\n## Ways\n\n${ways}\n\n## Choice\n\nA small program of its own: nothing is installed, and all of it can be read.\n\n## Risks\n\n${limits}\n`,
          ),
        ],
        closing: "One way stands out; RESEARCH.md says why.",
      }),
      phase(2, {
        say: "The server itself.",
        calls: [first, ...others, write("package.json", packageJson(name))],
        closing: `${manifest.main} offers ${name}.`,
      }),
      phase(3, {
        say: "Tests that call it the way an agent does.",
        calls: [write(`test/${name.replaceAll("_", "-")}.test.js`, testFile(parts))],
        closing: "The tests pass, and they fail without the server.",
        afterwards: bash("npm test --silent", "Run the tests"),
      }),
      phase(4, {
        say: "How it is used.",
        calls: [
          write(
            "USAGE.md",
            `# ${name}\n\n## What it does\n\n${manifest.description}\n\n## Input\n\n${fields(manifest.input)}\n\n## Output\n\n${fields(manifest.output)}\n\n## Rights\n\n${rightsWords(manifest)}\n\n## Example\n\n${example}\n\n## Limits\n\n${limits}\n`,
          ),
        ],
        closing: "USAGE.md says how it is used and what it cannot do.",
      }),
    ],
    report: {
      ...plainReport(`${name} is built. A person decides now whether agents may use it.`),
      built: [manifest.main, "tests that call it through an MCP client", "USAGE.md"],
      howToRun: `\`node ${manifest.main}\` speaks MCP over stdio.`,
      howToDeploy: "It is offered to agents once a person has accepted it.",
    },
  };
};

/** The lines that every server has around its one tool. `work` is the body of the tool, and sees \`input\`. */
export const serverFile = (
  { name, version, description }: Pick<ToolManifest, "name" | "version" | "description">,
  { imports = "", input, work }: { imports?: string; input: string; work: string },
): string => `import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { z } from "zod";
${imports}
const server = new McpServer({ name: "${name}", version: "${version}" });
const failed = (text) => ({ content: [{ type: "text", text }], isError: true });
const said = (text) => ({ content: [{ type: "text", text }] });

server.registerTool(
  "${name}",
  { description: ${JSON.stringify(description)}, inputSchema: ${input} },
  async (input) => {
${work}
  },
);
await server.connect(new StdioServerTransport());
`;
