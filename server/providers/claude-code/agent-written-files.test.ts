import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { until } from "../../sandbox/testing-sandbox.ts";
import { createShellTail } from "./shell-tail.ts";
import { todosAfter } from "./todos.ts";
import { findTranscript, setAside } from "./transcript.ts";

/** A project's home, which its agent may change as it likes, and a folder outside of it with the same content. */
const setUp = () => {
  const folder = mkdtempSync(path.join(tmpdir(), "spiral-home-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const home = path.join(folder, "prj_one", "home");
  const outside = path.join(folder, "outside");
  for (const root of [home, outside]) {
    for (const inner of [".claude/projects/-work", `.claude/tasks/${session}`, `tmp/claude-1/-work/${session}/tasks`])
      mkdirSync(path.join(root, inner), { recursive: true });
  }
  return { home, outside, config: path.join(home, ".claude") };
};
const session = "5e55";
const transcriptAt = (root: string) => path.join(root, ".claude/projects/-work", `${session}.jsonl`);
const taskAt = (root: string, id: string) => path.join(root, ".claude/tasks", session, `${id}.json`);
const outputAt = (root: string, name: string) => path.join(root, `tmp/claude-1/-work/${session}/tasks`, name);
const task = (id: string, subject: string) => JSON.stringify({ id, subject, status: "pending" });
const conversation = `${JSON.stringify({ type: "user" })}\n`;

/** Every way to put something of the outside where the runner reads. */
const detours: [string, (home: string, outside: string, file: string) => void][] = [
  ["a link in the file's place", (_home, outside, file) => symlinkSync(outside, file)],
  ["a hard link in the file's place", (_home, outside, file) => linkSync(outside, file)],
  [
    "a link in its folder's place",
    (_home, outside, file) => {
      rmSync(path.dirname(file), { recursive: true });
      symlinkSync(path.dirname(outside), path.dirname(file));
    },
  ],
  [
    "a link in a higher folder's place",
    (home, outside, file) => {
      const first = path.join(home, path.relative(home, file).split("/")[0] ?? "");
      rmSync(first, { recursive: true });
      symlinkSync(outside.slice(0, outside.length - path.relative(first, file).length - 1), first);
    },
  ],
];

describe("transcripts", () => {
  test("are found, read and set aside", async () => {
    const { home, config } = setUp();
    expect(await findTranscript(config, session)).toBeNull();
    writeFileSync(transcriptAt(home), conversation);
    expect(await findTranscript(config, session)).toMatchObject({ hasConversation: true, waitsForTool: false });
    writeFileSync(transcriptAt(home), "");
    const empty = await findTranscript(config, session);
    expect(empty).toMatchObject({ hasConversation: false });
    if (empty) await setAside(empty);
    expect(readdirSync(path.dirname(transcriptAt(home)))).toEqual([
      expect.stringMatching(new RegExp(`^${session}\\.jsonl\\.\\d+\\.empty$`)),
    ]);
  });

  test.each(detours)("are not read through %s", async (_what, detour) => {
    const { home, outside, config } = setUp();
    writeFileSync(transcriptAt(outside), conversation);
    detour(home, transcriptAt(outside), transcriptAt(home));
    expect(await findTranscript(config, session)).toBeNull();
  });

  test("nothing outside is renamed when a folder was swapped for a link after the transcript was found", async () => {
    const { home, outside, config } = setUp();
    writeFileSync(transcriptAt(home), "");
    writeFileSync(transcriptAt(outside), "");
    const found = await findTranscript(config, session);
    renameSync(path.join(config, "projects"), path.join(config, "aside"));
    symlinkSync(path.join(outside, ".claude/projects"), path.join(config, "projects"));
    expect(found).not.toBeNull();
    if (found) await setAside(found);
    expect(existsSync(transcriptAt(outside))).toBe(true);
  });
});

describe("task lists", () => {
  const read = (config: string) => todosAfter("TaskUpdate", {}, config, session);

  test("are read in the order of their ids; what is no task, or far too large, is left out", async () => {
    const { home, config } = setUp();
    writeFileSync(taskAt(home, "10"), task("10", "last"));
    writeFileSync(taskAt(home, "2"), task("2", "first"));
    writeFileSync(taskAt(home, "3"), "{");
    writeFileSync(taskAt(home, "4"), task("4", "huge"));
    truncateSync(taskAt(home, "4"), 5 * 1024 ** 3);
    expect((await read(config))?.map(({ text }) => text)).toEqual(["first", "last"]);
  });

  test.each(detours)("are not read through %s", async (_what, detour) => {
    const { home, outside, config } = setUp();
    writeFileSync(taskAt(outside, "1"), task("1", "secret"));
    detour(home, taskAt(outside, "1"), taskAt(home, "1"));
    expect(await read(config)).toEqual([]);
  });
});

describe("output of a running command", () => {
  const tail = (home: string) => {
    const shown: string[] = [];
    const tailing = createShellTail({
      temporaryPath: path.join(home, "tmp"),
      sessionId: session,
      maxBytes: 1_000,
      pollMs: 1,
      onText: async (toolUseId, text) => void shown.push(`${toolUseId}: ${text}`),
    });
    onTestFinished(() => tailing.stop());
    return { tailing, shown };
  };

  test("is shown as it grows, the oldest command first", async () => {
    const { home } = setUp();
    const { tailing, shown } = tail(home);
    tailing.begin("one");
    writeFileSync(outputAt(home, "a.output"), "a");
    await until("a is shown", () => shown.includes("one: a"));
    tailing.begin("two");
    writeFileSync(outputAt(home, "b.output"), "b");
    await until("b is shown", () => shown.includes("two: b"));
    appendFileSync(outputAt(home, "a.output"), "more");
    await until("more of a is shown", () => shown.length === 3);
    expect(shown).toEqual(["one: a", "two: b", "one: more"]);
  });

  test.each(detours)("is not read through %s", async (_what, detour) => {
    const { home, outside } = setUp();
    writeFileSync(outputAt(outside, "a.output"), "secret");
    detour(home, outputAt(outside, "a.output"), outputAt(home, "a.output"));
    const { tailing, shown } = tail(home);
    tailing.begin("one");
    // Meanwhile another home's is looked at several times.
    const other = setUp().home;
    const control = tail(other);
    control.tailing.begin("control");
    for (const round of [1, 2, 3]) {
      appendFileSync(outputAt(other, "a.output"), `${round}`);
      await until("the control is shown", () => control.shown.length === round);
    }
    expect(shown).toEqual([]);
  });
});
