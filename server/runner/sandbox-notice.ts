import type { Sandboxing } from "./sandboxing.ts";

/** What the person at the terminal must know about the sandbox, as one block; null while all is well. Pure. */
export const sandboxNotice = ({ missing, unsafe }: Pick<Sandboxing, "missing" | "unsafe">): string | null => {
  if (unsafe) {
    return [
      "THE SANDBOX IS SWITCHED OFF (SPIRAL_UNSAFE_NO_SANDBOX).",
      "  Agents run as the user that started Spiral, with this user's files, keys and network.",
      "  Every page shows a red banner until the setting is removed and Spiral is started again.",
    ].join("\n");
  }
  if (missing === null) return null;
  return [
    `Agents do not start: ${missing.detail}`,
    // Commands are marked for pages; a terminal shows them as they are typed.
    `  ${missing.fix.replaceAll("`", "")}`,
    "  The built-in samples still run, without a sandbox, and are marked. More in docs/sandbox.md.",
  ].join("\n");
};
