import { openSync, readdirSync, readFileSync } from "node:fs";
import { devNull } from "node:os";

/** In the flags of /proc/self/fdinfo, which are octal. */
const O_CLOEXEC = 0o2_000_000;

const closesItself = (descriptor: number): boolean => {
  try {
    const [, flags = "0"] = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, "utf8")) ?? [];
    return (Number.parseInt(flags, 8) & O_CLOEXEC) !== 0;
  } catch {
    // Closed meanwhile: that of the listing itself.
    return true;
  }
};

let nothing: number | null = null;

/**
 * What `spawn` is told about a child's descriptors beyond its three streams: every one that it would inherit is an
 * empty file there. Node's own close by themselves, and so do most of those that it was started with (the first 16);
 * the others came from a shell or a service manager, and an open folder of theirs would lead out of every sandbox.
 * Linux only; elsewhere there are no walls.
 */
export const emptiedDescriptors = (): readonly ("ignore" | number)[] => {
  if (process.platform !== "linux") return [];
  const inherited = new Set(
    readdirSync("/proc/self/fd")
      .map(Number)
      .filter((descriptor) => descriptor > 2 && !closesItself(descriptor)),
  );
  nothing ??= openSync(devNull, "r");
  const empty = nothing;
  return Array.from({ length: Math.max(2, ...inherited) - 2 }, (_, index) =>
    inherited.has(index + 3) ? empty : "ignore",
  );
};
