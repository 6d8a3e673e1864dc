import { describe, expect, test } from "vitest";
import { describeMessage } from "../../agents/messages.ts";
import { until } from "../../sandbox/testing-sandbox.ts";
import type { AgentMailbox } from "../provider.ts";
import { setUpAgent } from "./testing-agent.ts";

const message = (n: number, words: string) => {
  const id = `msg_${String(n).padStart(26, "0")}`;
  return { id, text: describeMessage({ id, by: "Ada", text: words }) };
};

/** A mailbox as the product keeps it: what was received waits no more. */
const createBox = () => {
  const waiting = new Map<string, ReturnType<typeof message>>();
  const received: string[] = [];
  const mailbox: AgentMailbox = {
    waiting: async () => [...waiting.values()],
    received: async (ids) => {
      for (const id of ids) waiting.delete(id);
      received.push(...ids);
    },
  };
  return { mailbox, received, put: (put: ReturnType<typeof message>) => void waiting.set(put.id, put) };
};

const countIn = (messages: unknown, text: string): number => JSON.stringify(messages).split(text).length - 1;
const waitFor = (file: string) => ({
  name: "Bash",
  input: { command: `touch began; while [ ! -e ${file} ]; do sleep 0.05; done` },
});

describe("a message to the agent, with the real Claude Code", () => {
  test("that comes while a tool runs is in the next request of the living session, once", async () => {
    const agent = await setUpAgent();
    const box = createBox();
    agent.model.play([
      { kind: "tools", tools: [waitFor("go")] },
      { kind: "tools", tools: [{ name: "Bash", input: { command: "true" } }] },
      { kind: "text", text: "Done." },
    ]);
    const running = agent.run({ mailbox: box.mailbox });
    await until("the command runs", () => agent.exists("began"), 20_000);
    box.put(message(1, "Use the colour blue."));
    expect(box.received).toEqual([]);
    await agent.write("go");
    expect(await running).toMatchObject({ outcome: "completed", text: "Done." });
    const requests = agent.model.requests.map(({ body }) => countIn(body.messages, "Use the colour blue."));
    expect(requests).toEqual([0, 1, 1]);
    expect(box.received).toEqual([message(1, "").id]);
  });

  test("that comes when the agent was about to end lets it go on", async () => {
    const agent = await setUpAgent();
    const box = createBox();
    agent.model.play((_, index) => {
      // On its way to the agent while the last answer is written.
      if (index === 0) box.put(message(1, "One thing more."));
      return { kind: "text", text: index === 0 ? "Done." : "Done that too." };
    });
    expect(await agent.run({ mailbox: box.mailbox })).toMatchObject({ outcome: "completed", text: "Done that too." });
    expect(agent.model.requests).toHaveLength(2);
    expect(countIn(agent.model.requests[1]?.body.messages, "One thing more.")).toBe(1);
    expect(box.received).toEqual([message(1, "").id]);
  });

  test("that was handed over and not answered when the process died is not said again, and counts as received", async () => {
    const agent = await setUpAgent();
    const box = createBox();
    agent.model.play([{ kind: "tools", tools: [waitFor("go")] }, { kind: "silent" }]);
    const controller = new AbortController();
    const running = agent.run({ mailbox: box.mailbox, signal: controller.signal });
    await until("the command runs", () => agent.exists("began"), 20_000);
    box.put(message(1, "Use the colour blue."));
    await agent.write("go");
    await until("the request with it", () => agent.model.requests.length === 2, 20_000);
    controller.abort();
    await running;
    expect(box.received).toEqual([]);

    box.put(message(2, "And nothing red."));
    agent.model.play([{ kind: "text", text: "Done." }]);
    expect(await agent.run({ mailbox: box.mailbox, resume: true, prompt: "Go on." })).toMatchObject({
      outcome: "completed",
    });
    const last = agent.model.requests.at(-1)?.body.messages;
    expect([countIn(last, "Use the colour blue."), countIn(last, "And nothing red.")]).toEqual([1, 1]);
    expect(box.received).toEqual([message(1, "").id, message(2, "").id]);
  });
});
