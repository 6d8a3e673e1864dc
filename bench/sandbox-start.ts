import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { exactEnvironment } from "../server/sandbox/environment.ts";
import type { ProcessOptions, Sandbox } from "../server/sandbox/sandbox.ts";
import { developerSession, installedClaude } from "./bare-claude.ts";
import { openBareSandbox, openWalledSandbox } from "./bench-sandboxes.ts";
import { endsWithUs } from "./interruption.ts";
import { measurement, median, repeatedly, type Bench, type Measurement } from "./measurement.ts";

const repetitions = 15;

/** A process that runs, on either side. */
interface Started {
  readonly stdout: Readable;
  readonly exited: Promise<unknown>;
  end(): Promise<unknown>;
}

/** One of the two sides that take turns. */
interface Side {
  readonly sandbox: Sandbox;
  /** The claude program, as this side calls it. */
  readonly claude: string;
  readonly baseUrl: string;
  start(options: ProcessOptions): Started;
}

/** Waits for the first model call that anybody makes; it is refused, for what it says does not matter. */
interface Listener {
  readonly server: Server;
  firstCall(): Promise<number>;
}

const createListener = (): Listener => {
  let onCall: (at: number) => void = () => undefined;
  const server = createServer((request, response) => {
    if (request.method === "POST" && request.url?.startsWith("/v1/messages")) onCall(performance.now());
    request.resume();
    response.writeHead(400, { "content-type": "application/json" });
    response.end(`{"type":"error","error":{"type":"invalid_request_error","message":"Only the time of this counts."}}`);
  });
  return { server, firstCall: () => new Promise((resolve) => (onCall = resolve)) };
};

/** Without any of our own code: spawn, nothing else. */
const startBare = ({ command, args, cwd, env }: ProcessOptions): Started => {
  const child = spawn(command, [...args], { cwd, env: exactEnvironment(env), stdio: ["ignore", "pipe", "ignore"] });
  const exited = once(child, "close");
  return {
    stdout: child.stdout,
    exited,
    end: () => {
      child.kill("SIGKILL");
      return exited;
    },
  };
};

const plain = ({ sandbox }: Side, command: string, args: readonly string[]): ProcessOptions => ({
  command,
  args,
  cwd: sandbox.inside.workspacePath,
  env: sandbox.environment,
  doors: ["gateway"],
});

/** Milliseconds from the spawn to whatever `until` waits for. */
const timeOf = async (
  side: Side,
  options: ProcessOptions,
  until: (started: Started) => Promise<number>,
): Promise<number> => {
  const began = performance.now();
  const started = side.start(options);
  const at = await until(started);
  await started.end();
  return at - began;
};

const now = (): number => performance.now();
const toItsEnd = async ({ stdout, exited }: Started): Promise<number> => {
  stdout.resume();
  return exited.then(now);
};
const toFirstOutput = ({ stdout }: Started): Promise<number> => once(stdout, "data").then(now);

/**
 * What the walls cost when a process starts: from the spawn in the walled sandbox, with the forwarder that a model call
 * goes through, and alternately from a bare spawn of the very same program. To the end of `true`; to the first output of
 * `claude --version`; and, what counts, to the first model call of a Developer's session at a server of this process.
 */
export const sandboxStart: Bench = async (say) => {
  const begun = new AsyncDisposableStack();
  const destroy = endsWithUs(() => begun.disposeAsync());
  try {
    const folder = mkdtempSync(path.join(tmpdir(), "spiral-bench-"));
    begun.defer(() => rmSync(folder, { recursive: true, force: true }));
    chmodSync(folder, 0o711);
    const claude = await installedClaude();
    const listener = createListener();
    begun.defer(() => void listener.server.close());
    const sides = await openSides(folder, claude, listener.server, (close) =>
      begun.defer(() => close().then(() => undefined)),
    );

    const measure = async (
      what: string,
      name: string,
      options: (side: Side) => ProcessOptions,
      until: (started: Started) => Promise<number>,
    ): Promise<Measurement> => {
      const pair = async () => ({
        walled: await timeOf(sides.walled, options(sides.walled), until),
        bare: await timeOf(sides.bare, options(sides.bare), until),
      });
      // The first one warms up files and code, on both sides.
      await pair();
      const pairs = await repeatedly(repetitions, pair);
      const value = median(pairs.map(({ walled }) => walled));
      const against = { what, value: median(pairs.map(({ bare }) => bare)) };
      say(`${name}: ${value.toFixed(1)} ms, bare ${against.value.toFixed(1)} ms`);
      return measurement({ name, value, unit: "ms", against });
    };
    const session = (side: Side): ProcessOptions => {
      const { args, env } = developerSession(side.sandbox, { baseUrl: side.baseUrl, prompt: "Write the greeter." });
      return { ...plain(side, side.claude, args), env };
    };
    return [
      await measure("bare `true`", "sandbox-start-true", (side) => plain(side, "true", []), toItsEnd),
      await measure(
        "bare `claude --version`, spawn to first output",
        "sandbox-start-version",
        (side) => plain(side, side.claude, ["--version"]),
        toFirstOutput,
      ),
      await measure("bare `claude -p`, spawn to first model call", "sandbox-start", session, (started) => {
        started.stdout.resume();
        return listener.firstCall();
      }),
    ];
  } finally {
    await destroy();
  }
};

const openSides = async (
  folder: string,
  claude: string,
  server: Server,
  defer: (close: () => Promise<unknown>) => void,
): Promise<{ readonly walled: Side; readonly bare: Side }> => {
  const socket = path.join(folder, "gateway");
  // The same handler on both: a socket for the door, a port for the bare side.
  const bySocket = createServer((request, response) => void server.emit("request", request, response));
  defer(async () => bySocket.close());
  bySocket.listen({ path: socket, readableAll: true, writableAll: true });
  server.listen(0, "127.0.0.1");
  await Promise.all([once(bySocket, "listening"), once(server, "listening")]);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");

  const walled = await openWalledSandbox(folder, { gateway: { kind: "socket", path: socket }, programs: [claude] });
  defer(() => walled.end());
  const bare = await openBareSandbox(path.join(folder, "bare"));
  return {
    walled: {
      sandbox: walled,
      claude: walled.inside.program(claude),
      baseUrl: walled.inside.gatewayUrl ?? "",
      start(options) {
        const started = walled.start(options);
        // As on the bare side; Claude Code waits three seconds for a word on an open one.
        started.stdin.end();
        started.stderr.resume();
        return started;
      },
    },
    bare: { sandbox: bare, claude, baseUrl: `http://127.0.0.1:${address.port}`, start: startBare },
  };
};
