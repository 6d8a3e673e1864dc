import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { isAlive, startMarkOf } from "../../server/platform/processes.ts";

const holderSchema = z.object({ pid: z.int(), mark: z.string().nullable(), address: z.string() });
type Holder = z.infer<typeof holderSchema>;

const isErrno = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

const readHolder = (file: string): { text: string; holder: Holder | null } | null => {
  try {
    const text = readFileSync(file, "utf8");
    // A damaged file names nobody who could hold the lock.
    return { text, holder: holderSchema.safeParse(JSON.parse(text)).data ?? null };
  } catch (error) {
    if (isErrno(error, "ENOENT")) return null;
    if (error instanceof SyntaxError) return { text: "", holder: null };
    throw error;
  }
};

/** The mark tells the old process from a new one that was given the same id. */
const stillHolds = async ({ pid, mark }: Holder): Promise<boolean> =>
  (await isAlive(pid)) && (await startMarkOf(pid)) === mark;

/**
 * Makes sure that one supervisor at a time works on a data folder. A killed one leaves its file behind, which counts
 * for nothing once its process is gone.
 *
 * Why two never hold it: the file appears with its content or not at all (link fails when it exists). A stale file is
 * moved away before it is judged for the last time; whoever finds that it moved a fresh one puts it back.
 * @param address where the dashboard is, for the message to whoever comes second
 * @returns the function that lets go
 * @throws Error when another one runs
 */
export async function takeLock(dataDir: string, address: string): Promise<() => void> {
  const file = path.join(dataDir, "supervisor.json");
  const own = JSON.stringify({ pid: process.pid, mark: await startMarkOf(process.pid), address } satisfies Holder);
  const draft = `${file}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, own, { mode: 0o600, flag: "wx" });
  try {
    for (;;) {
      try {
        linkSync(draft, file);
        return () => {
          if (readHolder(file)?.text === own) rmSync(file);
        };
      } catch (error) {
        if (!isErrno(error, "EEXIST")) throw error;
      }
      const found = readHolder(file);
      if (!found) continue;
      if (found.holder && (await stillHolds(found.holder))) {
        throw new Error(
          `Spiral already runs from ${dataDir} (process ${found.holder.pid}, ${found.holder.address}). ` +
            "Use that one, end it first (Ctrl-C in its terminal), or start a second installation with another SPIRAL_DATA_DIR and PORT.",
        );
      }
      const aside = `${draft}.stale`;
      try {
        renameSync(file, aside);
      } catch (error) {
        if (isErrno(error, "ENOENT")) continue;
        throw error;
      }
      if (readHolder(aside)?.text !== found.text) linkSync(aside, file);
      rmSync(aside);
    }
  } finally {
    rmSync(draft);
  }
}
