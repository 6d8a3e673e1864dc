import { describe, expect, it } from "vitest";
import type { Scope } from "../base-url.ts";
import type { Answer } from "../protocol/answer.ts";
import { MessagesRequest, type Message, type Tool } from "../protocol/request.ts";
import { bash, progress, task, write, type DeveloperScript } from "../scenario.ts";
import { playDeveloper } from "./developer.ts";
import { placeOf, toolUseIdAt } from "./position.ts";

const scope: Scope = { scenario: "test", operation: "IMPLEMENT", phaseIndex: 1, round: 0 };

const script: DeveloperScript = {
  steps: [
    { think: "Hm.", say: "First.", calls: [task("Write it", "Writing"), write("a.js", "1")] },
    { calls: [progress("Write it", "completed"), bash("node a.js", "Run it")] },
  ],
  closing: ({ lastResult }) => `Done: ${lastResult?.text ?? "nothing"}`,
};

const named = (name: string, part: Partial<Tool> = {}): Tool => ({ name, input_schema: { type: "object" }, ...part });
const allTools = ["Bash", "Write", "TaskCreate", "TaskUpdate"].map((name) => named(name));

const directory: Message = { role: "system", content: "# Environment\n - Primary working directory: /workspace/x\n" };

/** Ids are one of a kind in the product; here they count, so that tests can name them. */
const counting = (): (() => string) => {
  let count = 0;
  return () => `n${count++}`;
};

const play = (messages: Message[], tools: Tool[] = allTools, at: Scope = scope): Answer =>
  playDeveloper(
    script,
    at,
    MessagesRequest.parse({
      model: "m",
      max_tokens: 1_000,
      messages: [{ role: "user", content: "Go." }, directory, ...messages],
      tools,
    }),
    counting(),
  );

const callsOf = (answer: Answer) => answer.blocks.flatMap((block) => (block.type === "tool_use" ? [block] : []));

const wordsOf = (answer: Answer): string =>
  answer.blocks.map((block) => (block.type === "text" ? block.text : "")).join("");

/** The conversation's next two turns: what was answered, and the results by call. */
const turns = (answer: Answer, results: readonly string[]): Message[] => {
  const calls = callsOf(answer);
  return [
    { role: "assistant", content: calls },
    {
      role: "user",
      content: calls.map((call, index) => ({
        type: "tool_result" as const,
        tool_use_id: call.id,
        content: results[index] ?? "ok",
      })),
    },
  ];
};

const interrupted =
  "[Tool call interrupted: the session ended before this call's result was recorded, so its outcome is unknown.]";

describe("ids of tool calls", () => {
  it("carry the place and nothing else does", () => {
    const place = { phaseIndex: 3, round: 12, step: 4, call: 0 } as const;
    expect(placeOf(toolUseIdAt(place, "1f"))).toEqual(place);
    expect(placeOf(toolUseIdAt({ ...place, call: "search" }, "1f"))).toEqual({ ...place, call: "search" });
    expect(placeOf("toolu_01D7FLrfh4GYq7yT1ULFeyMV")).toBeNull();
  });
});

describe("a Developer script", () => {
  const first = play([]);
  const firstDone = turns(first, ["Task #7 created successfully: Write it", "File created"]);

  it("begins at its first step, with absolute paths", () => {
    expect(first.stopReason).toBe("tool_use");
    expect(first.blocks[0]).toEqual({ type: "text", text: "First." });
    expect(callsOf(first).map((call) => [call.id, call.name, call.input["file_path"]])).toEqual([
      ["toolu_p1r0s0c0_n0", "TaskCreate", undefined],
      ["toolu_p1r0s0c1_n1", "Write", "/workspace/x/a.js"],
    ]);
  });

  it("goes on when all results are there, and knows the task's id", () => {
    const second = play(firstDone);
    expect(callsOf(second).map((call) => call.id)).toEqual(["toolu_p1r0s1c0_n0", "toolu_p1r0s1c1_n1"]);
    expect(callsOf(second)[0]?.input).toEqual({ taskId: "7", status: "completed" });
  });

  it("ends with its closing words, again and again", () => {
    const conversation = [...firstDone, ...turns(play(firstDone), ["Updated", "1"])];
    expect(play(conversation)).toEqual({ blocks: [{ type: "text", text: "Done: 1" }], stopReason: "end_turn" });
    const resumed: Message[] = [
      ...conversation,
      { role: "assistant", content: "Done: 1" },
      { role: "user", content: "Go on." },
    ];
    expect(play(resumed).stopReason).toBe("end_turn");
  });

  it.each([
    ["kill -9", interrupted],
    ["SIGTERM", "Exit code 143\npartial output"],
    [
      "an interruption",
      "… Correction to the text above: this call was stopped while running, not refused before it ran.",
    ],
  ])("repeats only the call that %s cut off, under a new id", (_, text) => {
    const ids = ["before1", "before2"];
    const cutOff = {
      ...play(firstDone),
      blocks: callsOf(play(firstDone)).map((call, index) => ({
        ...call,
        id: call.id.replace(/n\d+$/, ids[index] ?? "x"),
      })),
    };
    const second = turns(cutOff, ["Updated", text]);
    const answer = play([
      ...firstDone,
      ...second,
      { role: "assistant", content: "No response requested." },
      { role: "user", content: "Continue." },
    ]);
    expect(callsOf(answer).map((call) => call.id)).toEqual(["toolu_p1r0s1c1_n0"]);
    expect(wordsOf(answer)).toContain("did not see how that ended");
  });

  it("hands out calls that a crash in mid-answer kept from the conversation", () => {
    const [call] = callsOf(first);
    if (call === undefined) throw new Error("Expected a call.");
    const cutOff = turns({ ...first, blocks: [call] }, ["Task #1 created"]);
    expect(callsOf(play(cutOff)).map((open) => open.id)).toEqual(["toolu_p1r0s0c1_n0"]);
  });

  it("takes a failed command for a result", () => {
    const answer = play([...firstDone, ...turns(play(firstDone), ["Updated", "Exit code 1\n✖ failing tests"])]);
    expect(answer.stopReason).toBe("end_turn");
  });

  it("starts anew in another round or phase of the same conversation", () => {
    expect(callsOf(play(firstDone, allTools, { ...scope, round: 1 }))[0]?.id).toBe("toolu_p1r1s0c0_n0");
    expect(callsOf(play(firstDone, allTools, { ...scope, phaseIndex: 2 }))[0]?.id).toBe("toolu_p2r0s0c0_n0");
  });

  it("leaves optional tools out where they are not offered", () => {
    const tools = [named("Bash"), named("Write")];
    const answer = play([], tools);
    expect(callsOf(answer).map((call) => call.name)).toEqual(["Write"]);
    expect(callsOf(play(turns(answer, ["ok"]), tools)).map((call) => call.name)).toEqual(["Bash"]);
  });

  it("says so and stops where a needed tool is not offered", () => {
    const answer = play([], [named("Bash")]);
    expect(answer.stopReason).toBe("end_turn");
    expect(wordsOf(answer)).toContain("needs the tool Write");
  });

  it("looks deferred tools up first, once", () => {
    const deferred = [named("Bash"), named("Write"), named("ToolSearch")];
    const search = play([], deferred);
    expect(callsOf(search)[0]).toMatchObject({ name: "ToolSearch", input: { query: "select:TaskCreate,TaskUpdate" } });
    const found: Message[] = [
      { role: "assistant", content: callsOf(search) },
      {
        role: "user",
        content: [
          {
            type: "tool_result",
            tool_use_id: "toolu_p1r0s0csearch_n0",
            content: [{ type: "tool_reference", tool_name: "TaskCreate" }],
          },
        ],
      },
    ];
    const loaded = [...deferred, named("TaskCreate", { defer_loading: true })];
    expect(callsOf(play(found, loaded)).map((call) => call.name)).toEqual(["TaskCreate", "Write"]);
    expect(callsOf(play(found, deferred)).map((call) => call.name)).toEqual(["Write"]);
  });

  it("thinks only where the request allows it", () => {
    const request = {
      model: "m",
      max_tokens: 9,
      messages: [{ role: "user", content: "Go." }],
      tools: allTools,
      thinking: { type: "adaptive" },
    };
    expect(playDeveloper(script, scope, MessagesRequest.parse(request), counting()).blocks[0]).toEqual({
      type: "thinking",
      thinking: "Hm.",
    });
  });
});
