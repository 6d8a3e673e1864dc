import { existsSync, readFileSync } from "node:fs";
import { runCommand } from "./command.ts";

/** Whether this is Debian, or like it, and we may install packages. */
export const canInstall = (): boolean =>
  process.getuid?.() === 0 &&
  existsSync("/etc/os-release") &&
  /^ID(_LIKE)?=.*debian/m.test(readFileSync("/etc/os-release", "utf8"));

/** Installs one of Debian's packages; whether it worked is seen by looking for what it brings. */
export const installPackage = async (name: string): Promise<void> => {
  const quietly = { show: false, env: { DEBIAN_FRONTEND: "noninteractive" } };
  await runCommand("apt-get", ["update", "-q"], quietly);
  await runCommand("apt-get", ["install", "-y", "-q", "--no-install-recommends", name], quietly);
};
