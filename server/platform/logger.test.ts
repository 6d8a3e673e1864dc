import { describe, expect, it } from "vitest";
import { knownSecrets } from "./known-secrets.ts";
import { createLogger, readableLine } from "./logger.ts";

const record = (write: (logger: ReturnType<typeof createLogger>) => void): string => {
  const lines: string[] = [];
  write(createLogger("runner", { level: "info", destination: { write: (line) => void lines.push(line) } }));
  return lines.join("");
};

describe("createLogger", () => {
  it("hides secrets wherever they commonly stand", () => {
    const json = record((logger) =>
      logger.info(
        { apiKey: "k-1", headers: { authorization: "k-2", "x-api-key": "k-3" }, a: { b: { password: "k-4" } } },
        "call",
      ),
    );
    expect(json).not.toMatch(/k-\d/);
    expect(json.match(/\[hidden\]/g)).toHaveLength(4);
  });

  it("says no known secret, wherever it stands and however it is spelled", () => {
    const secret = 'sk-ant-"in-a-log"-4321';
    const forget = knownSecrets().remember(secret);
    const json = record((logger) =>
      logger.error(
        { err: new Error(`401 for ${secret}`), deep: { er: { still: [Buffer.from(secret).toString("base64")] } } },
        `key ${encodeURIComponent(secret)}`,
      ),
    );
    forget();
    // In the message, in the error's message and stack, and in the list.
    expect(json.match(/\[secret •••4321\]/g)).toHaveLength(4);
    expect(json).not.toMatch(/in-a-log/);
    expect(JSON.parse(json)).toMatchObject({ msg: "key [secret •••4321]" });
  });

  it("keeps to one line whatever is said, and to one record", () => {
    const forged = 'a.b\n{"level":60,"msg":"forged"}\r\n\u2028\u001b[2J';
    const json = record((logger) => logger.error({ err: new Error(forged), path: forged }, forged));
    expect(json.trimEnd().split(/[\r\n]/)).toHaveLength(1);
    expect(JSON.parse(json)).toMatchObject({ level: 50, msg: forged, path: forged });
  });

  it("names the part that speaks", () => {
    expect(JSON.parse(record((logger) => logger.info("hello")))).toMatchObject({ name: "runner", msg: "hello" });
  });
});

describe("readableLine", () => {
  it("is one line of time, level, name, message and details", () => {
    const line = readableLine(record((logger) => logger.warn({ runId: "run_1", count: 2 }, "lease lost")));
    expect(line).toMatch(/^\d\d:\d\d:\d\d warn  runner     lease lost runId=run_1 count=2\n$/);
  });

  it("shows an error's stack below", () => {
    const line = readableLine(record((logger) => logger.error({ err: new Error("no luck") }, "failed")));
    expect(line).toMatch(/failed\n {4}Error: no luck\n {4}at /);
  });

  it("lets nothing forge a line or repaint the terminal", () => {
    const line = readableLine(record((logger) => logger.info("a\nb\r\u001b[2Jc\u202Ed\u200Be")));
    expect(line.trimEnd()).toMatch(/a\\u\{a\}b\\u\{d\}\\u\{1b\}\[2Jc\\u\{202e\}d\\u\{200b\}e$/);
  });
});
