import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { installationMarker } from "../process-marker.ts";
import { until } from "../testing-sandbox.ts";
import { isOpenToAll } from "./host.ts";
import { Beginning, type Orders } from "./testing-orders.ts";
import { cgroupsOf, testingLimits } from "./testing-walls.ts";

/** For tests that kill runners: real ones with walls, and a look at all that is left of them. */

/** What an agent could leave behind: daemons, ignored signals, environments without any marker. */
const tree = `
setsid sh -c 'exec sleep 600' >/dev/null 2>&1 &
setsid env -i sh -c 'trap "" TERM INT HUP QUIT; while :; do sleep 60; done' >/dev/null 2>&1 &
(env -i setsid sleep 600 &) &
trap "" TERM INT HUP QUIT
while :; do sleep 60; done`;

/** How many processes are inside when all of it runs: bwrap, forwarder, shell, daemons, what they wait for. */
const wholeTree = 8;

const runnerFile = path.join(import.meta.dirname, "testing-walled-runner.ts");

/** User ids that nobody else has: one for each runner's project, and one for all runners that are not root. */
let nextUid = 710_000_000;
const ordinaryUid = 709_000_000 + process.pid;

export interface Doomed {
  readonly beginning: Beginning;
  readonly folder: string;
  kill(signal: "SIGKILL" | "SIGTERM"): void;
  readonly died: Promise<void>;
  /**
   * Ids of its processes that live, itself and its reaper aside: by its marker, its project's user id, its folder in
   * an argument, and its sandbox's PID namespace.
   */
  left(): Promise<readonly number[]>;
  /** Waits until the whole tree runs. @returns the two bwrap processes; of an orphan the inner one alone may be left */
  grown(): Promise<{ readonly outer: number; readonly inner: number }>;
  wakeReaper(): void;
}

export interface DoomedOptions extends Partial<Pick<Orders, "folder" | "reaper" | "diesAfterMs">> {
  /** As the user profile has it: a user without any rights. Only root can start such a one. */
  readonly asUser?: boolean;
  readonly startsNothing?: boolean;
}

/** Whether a user without any rights could read the runner's code here. */
export const canStartAsUser = async (): Promise<boolean> =>
  process.getuid?.() === 0 && (await isOpenToAll(runnerFile)) && (await isOpenToAll(process.execPath));

interface Process {
  readonly pid: number;
  readonly parentPid: number;
  readonly uid: number;
  readonly environment: string;
  readonly commandLine: string;
  readonly namespace: string;
}

const orEmpty = (read: () => string): string => {
  try {
    return read();
  } catch {
    return "";
  }
};

const readProcess = (name: string): Process | null => {
  const status = orEmpty(() => readFileSync(`/proc/${name}/status`, "utf8"));
  // A zombie has ended; whoever started it has yet to collect it.
  if (status === "" || /^State:\s+[ZX]/m.test(status)) return null;
  return {
    pid: Number(name),
    parentPid: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]),
    uid: Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]),
    environment: orEmpty(() => readFileSync(`/proc/${name}/environ`, "latin1")),
    commandLine: orEmpty(() => readFileSync(`/proc/${name}/cmdline`, "latin1")),
    namespace: orEmpty(() => readlinkSync(`/proc/${name}/ns/pid`)),
  };
};

let looking: Promise<readonly Process[]> | null = null;
/** One look at the machine for all who wait: it begins after each of them has asked. */
const nextLook = (): Promise<readonly Process[]> =>
  (looking ??= pause(60).then(() => {
    looking = null;
    const names = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return names.map(readProcess).filter((found) => found !== null);
  }));

const signalled = (pid: number, signal: "SIGKILL" | "SIGTERM" | "SIGCONT"): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already.
  }
};

/** Starts runners; what they have started is gone, and their folders are, when the test is over. */
export const doomedRunners = async () => {
  const shared = mkdtempSync(path.join(tmpdir(), "spiral-doomed-"));
  chmodSync(shared, 0o711);
  const userCode = mkdtempSync(path.join(shared, "user-code-"));
  chmodSync(userCode, 0o777);
  // A door that all of them may use. Nobody speaks through it.
  const doorSocket = path.join(shared, "door");
  const server = createServer().listen({ path: doorSocket, readableAll: true, writableAll: true });
  await once(server, "listening");
  const started: Doomed[] = [];
  /** The runners themselves and their reapers: they are not what a runner leaves behind. */
  const own = new Set<number>();
  const allLeft = async (): Promise<readonly number[]> => {
    const known = (await Promise.all(started.map((doomed) => doomed.left()))).flat();
    const users = (await nextLook()).filter(({ pid, uid }) => uid === ordinaryUid && !own.has(pid));
    return [...known, ...users.map(({ pid }) => pid)];
  };
  onTestFinished(async () => {
    for (const doomed of started) {
      doomed.kill("SIGKILL");
      doomed.wakeReaper();
    }
    for (const pid of await allLeft()) signalled(pid, "SIGKILL");
    server.close();
    await until("nothing is left", async () => (await allLeft()).length === 0);
    rmSync(shared, { recursive: true, force: true });
  });

  const start = async (options: DoomedOptions = {}): Promise<Doomed> => {
    const { asUser = false, reaper = "awake", diesAfterMs = null, startsNothing = false } = options;
    const uidBase = (nextUid += 1);
    const folder = options.folder ?? mkdtempSync(path.join(shared, "runner-"));
    if (asUser) chownSync(folder, ordinaryUid, ordinaryUid);
    const limits = testingLimits;
    const script = startsNothing ? null : tree;
    const orders: Orders = { folder, uidBase, limits, doorSocket, script, reaper, diesAfterMs };
    const child = spawn(process.execPath, [runnerFile, JSON.stringify(orders)], {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
      // Compiled once for all of them: it is most of what their start takes.
      env: { ...process.env, NODE_COMPILE_CACHE: asUser ? userCode : path.join(shared, "code") },
      ...(asUser ? { uid: ordinaryUid, gid: ordinaryUid } : {}),
    });
    const died = once(child, "exit").then(() => undefined);
    const first: unknown = await Promise.race([
      once(createInterface({ input: child.stdout }), "line"),
      died.then(() => Promise.reject(new Error("The runner has died before it began."))),
    ]);
    const [line] = z.tuple([z.string()]).parse(first);
    const beginning = Beginning.parse(JSON.parse(line));
    own.add(child.pid ?? 0).add(beginning.reaper);

    const marker = `SPIRAL_RUNNER=${installationMarker(folder)}:`;
    const ownNamespace = readlinkSync("/proc/self/ns/pid");
    const namespaces = new Set<string>();
    // The system gives a namespace's number to another one as soon as it is empty, perhaps in another test.
    const isInside = ({ namespace, uid }: Process): boolean => namespaces.has(namespace) && uid === ordinaryUid;
    const isKnown = (found: Process): boolean =>
      found.environment.includes(marker) || found.commandLine.includes(folder) || found.uid === uidBase;
    const look = async (): Promise<readonly Process[]> => {
      const all = (await nextLook()).filter(({ pid }) => !own.has(pid));
      for (const namespace of namespaces)
        if (!all.some((found) => found.namespace === namespace)) namespaces.delete(namespace);
      for (const found of all) {
        if (isKnown(found) && found.namespace !== "" && found.namespace !== ownNamespace)
          namespaces.add(found.namespace);
      }
      return all.filter((found) => isKnown(found) || isInside(found));
    };
    const doomed: Doomed = {
      beginning,
      folder,
      died,
      kill: (signal) => void child.kill(signal),
      left: async () => (await look()).map(({ pid }) => pid),
      grown: () =>
        until("the whole tree runs", async () => {
          const inside = (await look()).filter(({ namespace }) => namespaces.has(namespace));
          const inner = inside.find(({ parentPid }) => !inside.some(({ pid }) => pid === parentPid));
          return inside.length >= wholeTree && inner ? { outer: inner.parentPid, inner: inner.pid } : null;
        }),
      wakeReaper: () => signalled(beginning.reaper, "SIGCONT"),
    };
    started.push(doomed);
    return doomed;
  };
  const groups = (): readonly string[] => started.flatMap(({ folder }) => cgroupsOf(folder));
  return { start, allLeft, groups };
};
