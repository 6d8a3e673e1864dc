import { chmodSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What the program does where the brief says "behaviour: <name>". */
const behaviours = {
  exits: `console.error("cannot go on"); process.exit(7);`,
  hangs: `setInterval(() => {}, 1000);`,
  garbage: `await raw("Segmentation fault\\n\\u0000\\u001b[2J{not json}\\n[1,2]\\n"); process.exit(0);`,
  half: `await raw('{"type":"result","subtype":"succ'); process.exit(0);`,
  huge: `await raw('{"type":"assistant","message":{"id":"m","model":"x","content":[{"type":"text","text":"');
    for (let i = 0; i < 50; i += 1) await raw("x".repeat(1024 * 1024));
    await raw('"}]}}\\n');
    await say({ type: "result", subtype: "success", is_error: false, result: "Fine.", num_turns: 1, duration_ms: 5, modelUsage: {} });`,
} as const;

export type Behaviour = keyof typeof behaviours;

/** A brief that lets the program behave like this. */
export const briefFor = (behaviour: Behaviour): string => `Build a small thing with tests. behaviour: ${behaviour}`;

/**
 * Puts a program into `folder` that says it is Claude Code of this version, speaks its first lines, and then behaves as
 * the brief says. Takes the place of one that is there. The program's path.
 */
export const installHostileProgram = (folder: string, version: string): string => {
  mkdirSync(folder, { recursive: true });
  // Every project has a user of its own, who must be able to pass through.
  chmodSync(folder, 0o711);
  const file = path.join(folder, "claude");
  writeFileSync(
    `${file}.new`,
    `#!/usr/bin/env node
const readline = require("node:readline");
if (process.argv.includes("--version")) { console.log("${version} (Claude Code)"); process.exit(0); }
if (process.argv.includes("auth")) { console.log('{"loggedIn":false,"authMethod":"none"}'); process.exit(1); }
const raw = (bytes) => new Promise((done) => process.stdout.write(bytes, done));
const say = (value) => raw(JSON.stringify(value) + "\\n");
const behaviours = { ${Object.entries(behaviours)
      .map(([name, body]) => `${name}: async () => { ${body} }`)
      .join(",\n")} };
const lines = readline.createInterface({ input: process.stdin });
lines.on("line", async (line) => {
  const message = JSON.parse(line);
  if (message.type === "control_request")
    await say({ type: "control_response", response: { subtype: "success", request_id: message.request_id, response: { commands: [], models: [], account: {}, hook_on_failure_supported: true, hooks_applied: true } } });
  if (message.type === "user") await behaviours[/behaviour: (\\w+)/.exec(line)[1]]();
});
lines.on("close", () => process.exit(0));
`,
  );
  chmodSync(`${file}.new`, 0o755);
  renameSync(`${file}.new`, file);
  return file;
};
