import { execFile } from "node:child_process";
import { access, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { walledCommand, type WallOptions } from "./arguments.ts";
import { explainFailure, type HostFacts } from "./failures.ts";

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

export interface FirstLookOptions extends Omit<WallOptions, "doors" | "cgroups"> {
  /** PATH inside. */
  readonly searchPath: string;
}

/**
 * Starts nothing in particular behind walls (some 15 ms): what cannot even do that is known at once, with what to set.
 * Whether the walls hold is for the probes to say.
 * @returns null when it worked
 */
export const tryWalls = async ({
  searchPath,
  ...options
}: FirstLookOptions): Promise<{ readonly detail: string; readonly fix: string } | null> => {
  const nothing = { command: "/bin/sh", args: ["-c", ":"], cwd: "/" };
  const { command, args } = walledCommand({ ...options, doors: [], cgroups: [] }, nothing);
  try {
    await run(command, [...args], { cwd: "/", env: { NODE_ENV: "production", PATH: searchPath }, timeout: timeoutMs });
    return null;
  } catch (error) {
    return explainFailure(wordsOf(error), await readFacts());
  }
};
