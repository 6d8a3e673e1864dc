import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { PostgresBinaries } from "./binaries.ts";
import { embeddedDatabase, type EmbeddedPaths, embeddedRole } from "./connection-file.ts";
import type { RunAs } from "./run-as.ts";

const draftPrefix = "cluster.draft-";

const initdbArgs = [
  "--username=postgres",
  "--encoding=UTF8",
  "--no-instructions",
  // Replaced by our own pg_hba.conf before the first start.
  "--auth=trust",
  // The same order and case rules on every system, whatever its locales.
  "--locale=C",
  "--locale-provider=builtin",
  "--builtin-locale=C.UTF-8",
];

/**
 * PostgreSQL's processes get no variable of ours: they find one another by their own path, and nothing else is theirs.
 * (NODE_ENV means nothing to them; Next's types demand it of every environment.)
 */
export const postgresEnvironment = { NODE_ENV: "production", PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" } as const;

const runToEnd = async (
  command: string,
  args: readonly string[],
  options: { cwd: string; runAs: RunAs | null; input?: string },
) => {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: postgresEnvironment,
    stdio: ["pipe", "pipe", "pipe"],
    ...(options.runAs ? { uid: options.runAs.uid, gid: options.runAs.gid } : {}),
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  child.stdin.end(options.input ?? "");
  const code = await ended;
  // `postgres --single` reports failed statements and still ends with 0.
  if (code !== 0 || /^.*\b(ERROR|FATAL|PANIC):/m.test(output)) {
    throw new Error(`${path.basename(command)} failed (exit code ${code ?? "none"}):\n${output.trim().slice(-2000)}`);
  }
};

/**
 * Makes a new cluster with one role and one database. It is complete or absent: everything happens in a draft
 * folder that is renamed last, and drafts of interrupted attempts are thrown away.
 * @param initdbArgs further arguments (tests skip the flush to disk)
 */
export async function initialiseCluster(options: {
  binaries: PostgresBinaries;
  paths: EmbeddedPaths;
  runAs: RunAs | null;
  password: string;
  initdbArgs?: readonly string[];
}): Promise<void> {
  const { binaries, paths, runAs } = options;
  for (const name of readdirSync(paths.folder)) {
    if (name.startsWith(draftPrefix)) rmSync(path.join(paths.folder, name), { recursive: true });
  }
  const draft = path.join(paths.folder, `${draftPrefix}${randomBytes(4).toString("hex")}`);
  mkdirSync(draft, { mode: 0o700 });
  if (runAs) chownSync(draft, runAs.uid, runAs.gid);
  await runToEnd(binaries.initdb, [`--pgdata=${draft}`, ...initdbArgs, ...(options.initdbArgs ?? [])], {
    cwd: paths.folder,
    runAs,
  });
  // Written before the first start: nobody can ever connect by "trust", and the superuser cannot connect at all.
  writeFileSync(path.join(draft, "pg_hba.conf"), `host all ${embeddedRole} 127.0.0.1/32 scram-sha-256\n`);
  await runToEnd(binaries.postgres, ["--single", "-D", draft, "-c", "log_min_messages=error", "postgres"], {
    cwd: paths.folder,
    runAs,
    input: [
      `CREATE ROLE ${embeddedRole} LOGIN CREATEDB PASSWORD '${options.password}'`,
      `GRANT pg_monitor TO ${embeddedRole}`,
      `CREATE DATABASE ${embeddedDatabase} OWNER ${embeddedRole}`,
      "",
    ].join("\n"),
  });
  renameSync(draft, paths.cluster);
}

/** @throws Error when the cluster was made by another major version of PostgreSQL */
export function assertSameVersion(paths: EmbeddedPaths, binaries: PostgresBinaries): void {
  const version = readFileSync(path.join(paths.cluster, "PG_VERSION"), "utf8").trim();
  if (version === binaries.majorVersion) return;
  throw new Error(
    `The database in ${paths.cluster} was made by PostgreSQL ${version}; this version of Spiral brings ${binaries.majorVersion}. ` +
      "Go back to the version of Spiral that made it, or move its data over with pg_dump and restore.",
  );
}

export const clusterExists = (paths: EmbeddedPaths): boolean => existsSync(path.join(paths.cluster, "PG_VERSION"));
