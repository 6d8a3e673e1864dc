import { findExecutable } from "../../server/sandbox/find-executable.ts";
import { canInstall, installPackage } from "./apt.ts";

const find = (): Promise<string | null> => findExecutable("bwrap", process.env["PATH"] ?? "", "/");

/**
 * Finds bubblewrap, or installs it where we may (root on Debian). Only Linux has sandboxes.
 * @throws Error with what to do where it is missing and cannot be installed
 */
export const ensureBubblewrap = async (): Promise<void> => {
  if (process.platform !== "linux" || (await find()) !== null) return;
  if (canInstall()) {
    console.log("Installing bubblewrap for the sandbox…");
    await installPackage("bubblewrap");
  }
  if ((await find()) === null) {
    throw new Error(
      "The sandbox's tests need bubblewrap, and it is not installed. Install it (sudo apt-get install bubblewrap, sudo dnf install bubblewrap), then run the tests again.",
    );
  }
};
