import { existsSync } from "node:fs";
import path from "node:path";

/** The project's root, absolute. */
export const root = path.resolve(import.meta.dirname, "../..");

/** `node_modules/<name>`, absolute: a package's own script, run with this very Node. */
export const inPackage = (...parts: string[]): string => path.join(root, "node_modules", ...parts);

/**
 * The first thing every script does: everything relative starts from the project's root, and `.env` is read (the
 * real environment wins).
 */
export function enterProject(): void {
  process.chdir(root);
  if (existsSync(".env")) process.loadEnvFile(".env");
  process.env["NEXT_TELEMETRY_DISABLED"] = "1";
}
