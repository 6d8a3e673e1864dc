import { readdirSync } from "node:fs";
import { fingerprint, stampAt } from "./fingerprint.ts";
import { runTool } from "./tool.ts";

/** What a step found: nothing to do, or the work that it did. */
export type Prepared = "fresh" | "made";

const generatedClient = "server/db/generated";

/**
 * Generates the Prisma client where the schema or Prisma has changed. Runs in the project's root.
 * @throws ToolError with what Prisma said
 */
export async function ensureClient(signal: AbortSignal): Promise<Prepared> {
  const made = fingerprint(["prisma/schema.prisma", "node_modules/prisma/package.json"]);
  const stamp = stampAt(`${generatedClient}/.made-from`);
  if (stamp.matches(made)) return "fresh";
  stamp.clear();
  // `generate` never runs the schema engine; any existing file keeps Prisma from downloading it.
  const env = {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
  };
  await runTool("prisma/build/index.js", ["generate"], { env, signal });
  stamp.write(made);
  return "made";
}

const sourceFolders = ["app", "components", "server", "public", "prisma"];
/** Files in the root that a build may read, but for those that the build itself writes. */
const isRootSource = (name: string): boolean =>
  /\.(ts|mjs|js|json|css)$/.test(name) && name !== "next-env.d.ts" && name !== "tsconfig.json";
const isSource = (file: string): boolean =>
  file !== generatedClient && !/\.(test|stories)\.tsx?$/.test(file) && !file.startsWith("server/testing");

/**
 * Builds the dashboard where its sources have changed. Runs in the project's root.
 * @param beforeBuild called when it is going to take a while
 * @throws ToolError with what Next said
 */
export async function ensureBuild(signal: AbortSignal, beforeBuild: () => void): Promise<Prepared> {
  const sources = fingerprint([...sourceFolders, ...readdirSync(".").filter(isRootSource)], isSource);
  // Next adds to tsconfig.json what it misses there: it counts as the build leaves it.
  const made = (): string => `${sources} ${fingerprint(["tsconfig.json"])}`;
  const stamp = stampAt(".next/made-from");
  if (stamp.matches(made())) return "fresh";
  beforeBuild();
  stamp.clear();
  await runTool("next/dist/bin/next", ["build"], { env: { NODE_ENV: "production" }, signal });
  stamp.write(made());
  return "made";
}
