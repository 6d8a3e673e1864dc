import { execFile } from "node:child_process";
import { access, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { walledCommand } from "./arguments.ts";
import { explainFailure, type HostFacts } from "./failures.ts";
import type { Walls } from "./walls.ts";

const run = promisify(execFile);
const timeoutMs = 10_000;

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

const setting = async (name: string): Promise<string | null> =>
  readFile(`/proc/sys/${name}`, "utf8").then(
    (text) => text.trim(),
    () => null,
  );

const readFacts = async (): Promise<HostFacts> => {
  const [appArmor, unprivileged, most, docker, podman] = await Promise.all([
    setting("kernel/apparmor_restrict_unprivileged_userns"),
    setting("kernel/unprivileged_userns_clone"),
    setting("user/max_user_namespaces"),
    isThere("/.dockerenv"),
    isThere("/run/.containerenv"),
  ]);
  return {
    appArmorRestricts: appArmor === "1",
    unprivilegedForbidden: unprivileged === "0",
    noneAllowed: most === "0",
    inContainer: docker || podman,
  };
};

const wordsOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const stderr = "stderr" in error ? String(error.stderr).trim() : "";
  return stderr === "" ? error.message : stderr;
};

/**
 * Starts nothing in particular behind the walls (some 15 ms): what cannot even do that is known at once, with what to
 * set. Whether walls hold is for the probes to say.
 * @returns null when it worked
 */
export const tryWalls = async (walls: Walls): Promise<{ readonly detail: string; readonly fix: string } | null> => {
  const hostUid = walls.profile === "service" ? walls.uidBase : null;
  const options = { ...walls, doors: [], cgroups: [], hostUid };
  const { command, args } = walledCommand(options, { command: "/bin/sh", args: ["-c", ":"], cwd: "/" });
  try {
    await run(command, [...args], {
      cwd: "/",
      env: { NODE_ENV: "production", PATH: walls.searchPath },
      timeout: timeoutMs,
    });
    return null;
  } catch (error) {
    return explainFailure(wordsOf(error), await readFacts());
  }
};
