import { cp, mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";
import { newId } from "../../platform/ids.ts";

/** What tools are written with; everything else that is in the kit is there because this needs it. */
const kitPackage = "@modelcontextprotocol/sdk";

const Manifest = z.object({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().optional() })).default({}),
});
const manifestOf = async (folder: string): Promise<z.infer<typeof Manifest>> =>
  Manifest.parse(JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")));

/** The product's own packages, however it was started. */
const installedPackages = (): string => {
  const entry = createRequire(import.meta.url).resolve(`${kitPackage}/client/index.js`);
  const [root] = entry.split(`${path.sep}${kitPackage.replace("/", path.sep)}${path.sep}`);
  if (root === undefined) throw new Error(`${kitPackage} is not installed.`);
  return root;
};

const isThere = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

/** Where a package finds another: in its own node_modules, or in those of the folders above. */
const findPackage = async (root: string, from: string, name: string): Promise<string | null> => {
  for (let folder = from; folder.startsWith(path.dirname(root)); folder = path.dirname(folder)) {
    const found = path.join(folder, "node_modules", name);
    if (await isThere(path.join(found, "package.json"))) return found;
  }
  return null;
};

/** A package with all that it needs, as folders below `root`. */
const withDependencies = async (root: string, name: string): Promise<ReadonlySet<string>> => {
  const found = new Set<string>();
  const add = async (from: string, wanted: string): Promise<void> => {
    const folder = await findPackage(root, from, wanted);
    if (folder === null || found.has(folder)) return;
    found.add(folder);
    const { dependencies, peerDependencies, peerDependenciesMeta } = await manifestOf(folder);
    const peers = Object.keys(peerDependencies).filter((peer) => peerDependenciesMeta[peer]?.optional !== true);
    for (const next of [...Object.keys(dependencies), ...peers]) await add(folder, next);
  };
  await add(path.dirname(root), name);
  return found;
};

/**
 * The packages that a tool may use, in a folder that every project's user can read: a copy of the product's own, made
 * once per version. @returns its node_modules
 */
export const toolKit = async (dataDir: string): Promise<string> => {
  const root = installedPackages();
  const { version } = await manifestOf(path.join(root, kitPackage));
  const kits = path.join(path.resolve(dataDir), "tool-kit");
  const kit = path.join(kits, version);
  const packages = path.join(kit, "node_modules");
  if (await isThere(kit)) return packages;
  const making = path.join(kits, `.${newId("tool")}`);
  for (const folder of await withDependencies(root, kitPackage)) {
    const target = path.join(making, "node_modules", path.relative(root, folder));
    await mkdir(path.dirname(target), { recursive: true, mode: 0o755 });
    // What is nested in it and needed is found by itself.
    await cp(folder, target, { recursive: true, filter: (source) => path.basename(source) !== "node_modules" });
  }
  // Another runner may have been first: its kit is the same.
  await rename(making, kit).catch(() => rm(making, { recursive: true, force: true }));
  return packages;
};
