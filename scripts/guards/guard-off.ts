import path from "node:path";
import type { Plugin as VitestPlugin } from "vitest/config";
import type { Guard } from "./guard.ts";
import { guards } from "./guards.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** The variable that names the guard to switch off. */
export const guardOffVariable = "SPIRAL_GUARD_OFF";

/** A guard cannot be switched off as the table says: the code has changed since. */
export class GuardNotFoundError extends Error {
  override readonly name = "GuardNotFoundError";
}

const switchedOff = (): Guard | null => {
  const name = process.env[guardOffVariable] ?? "";
  if (name === "") return null;
  const guard = guards.find((one) => one.name === name);
  if (guard === undefined) throw new GuardNotFoundError(`There is no guard ${name}.`);
  return guard;
};

const isIn = (guard: Guard, id: string): boolean => id === path.join(root, guard.file);

/**
 * Vitest's side of scripts/check-guards.ts: while SPIRAL_GUARD_OFF names a guard, the modules that tests load have it
 * switched off. Nothing on disk changes, and processes that tests start are not affected.
 */
export const guardOff = (): VitestPlugin => ({
  name: "spiral-guard-off",
  enforce: "pre",
  configureVitest({ defineCacheKeyGenerator }) {
    switchedOff();
    // What is kept from run to run is the code as it is.
    defineCacheKeyGenerator(({ id }) => {
      const guard = switchedOff();
      return guard !== null && isIn(guard, id) ? false : null;
    });
  },
  transform(code, id) {
    const guard = switchedOff();
    if (guard === null || !isIn(guard, id)) return null;
    const parts = code.split(guard.find);
    if (parts.length !== 2)
      throw new GuardNotFoundError(
        `${guard.file} has ${parts.length - 1} places for the guard ${guard.name}, not one.`,
      );
    return { code: parts.join(guard.replace), map: null };
  },
});
