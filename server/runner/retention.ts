import { randomBytes } from "node:crypto";
import {
  beginMeasuring,
  confirmRemoval,
  decideRemovalsByRule,
  forgetOrphan,
  isOrphanToRemove,
  noteFolders,
  outdatedAttemptOutputs,
  pendingRemovals,
  storeSize,
  whileEnded,
} from "../domain/workspaces/index.ts";
import { measureFolder } from "../sandbox/measure-folder.ts";
import { OpenedFolder } from "../sandbox/opened-folder.ts";
import { removeFolder, removingPrefix } from "../sandbox/remove-folder.ts";
import { workspacesFolder } from "../sandbox/workspace-files.ts";
import type { RunnerContext } from "./runner-context.ts";

/** How long one folder is measured or removed before the next has its turn; what is left of it waits for its own. */
const oneFolderMs = 60_000;
/** A removal that did not get to its end is tried again after this; somebody may have to look at the disk first. */
const tryAgainMs = 60_000;

export interface RetentionOptions extends Pick<RunnerContext, "domain" | "log"> {
  readonly dataDir: string;
  readonly signal: AbortSignal;
  /** Letters and digits that nobody could foresee. */
  readonly newMark?: () => string;
}

/** What a runner does about the disk. Each call is one round; a round goes through folders one after the other. */
export interface Retention {
  /** Carries out the removals that were decided (server/domain/workspaces/remove-workspace.ts). */
  remove(): Promise<void>;
  /** Looks at all folders: decides what the rules ask for, takes up interrupted removals, measures what is due. */
  look(): Promise<void>;
}

export const createRetention = (options: RetentionOptions): Retention => {
  const { domain, log, dataDir, signal } = options;
  const newMark = options.newMark ?? (() => randomBytes(8).toString("hex"));
  const root = workspacesFolder(dataDir);
  /** Folders whose removal has stopped, and when it is tried again. */
  const stuck = new Map<string, number>();
  const now = (): number => domain.clock.now().getTime();
  const limited = (): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(oneFolderMs)]);

  const removeOne = async (name: string): Promise<boolean> => {
    if ((stuck.get(name) ?? 0) > now()) return false;
    const removal = await removeFolder(root, { name, mark: newMark(), signal: limited() });
    if (removal.outcome === "removed") {
      stuck.delete(name);
      return true;
    }
    stuck.set(name, now() + tryAgainMs);
    if (!signal.aborted) log.warn({ folder: name, reason: removal.reason }, "A workspace could not be removed yet");
    return false;
  };

  /** Also what earlier removals have left behind of this folder, under the name that it went out of the way with. */
  const removeAll = async (folder: string): Promise<boolean> => {
    const rest = (await namesIn(root)).filter((name) => name.startsWith(`${removingPrefix}${folder}-`));
    let complete = await removeOne(folder);
    for (const name of rest) complete = (await removeOne(name)) && complete;
    return complete;
  };

  /** Empties a project's `attempts`: out of the way while the project cannot go on, and then removed. */
  const removeAttemptOutputs = async (projectId: string): Promise<void> => {
    const attempts = await OpenedFolder.open(root, [projectId, "attempts"]);
    if (attempts === null || (await attempts.closeAfter(attempts.isEmpty()))) return;
    const [all, own] = await Promise.all([OpenedFolder.open(root), OpenedFolder.open(root, [projectId])]);
    const aside = `${removingPrefix}${projectId}-${newMark()}`;
    try {
      const moved = await whileEnded(domain, projectId, async () => {
        if (all !== null) await own?.move("attempts", all, aside);
      });
      if (moved) await removeOne(aside);
    } finally {
      await all?.close();
      await own?.close();
    }
  };

  const measureOne = async (folder: string): ReturnType<typeof measureFolder> => {
    const opened = await OpenedFolder.open(root, [folder]);
    if (opened === null) return { bytes: 0, apparentBytes: 0, files: 0, complete: false };
    return opened.closeAfter(measureFolder(opened, { signal: limited() }));
  };

  return {
    async remove() {
      const { projectIds, orphans } = await pendingRemovals(domain);
      for (const projectId of projectIds) {
        if (signal.aborted) return;
        if (await removeAll(projectId)) await confirmRemoval(domain, { projectId });
      }
      for (const folder of orphans) {
        if (signal.aborted) return;
        const isWanted = await isOrphanToRemove(domain, folder);
        if (!isWanted || (await removeAll(folder))) await forgetOrphan(domain, folder);
      }
    },

    async look() {
      await decideRemovalsByRule(domain);
      const names = await namesIn(root);
      for (const name of names.filter((candidate) => candidate.startsWith(removingPrefix))) {
        if (signal.aborted) return;
        await removeOne(name);
      }
      const folders = names.filter((name) => isFolderName(name));
      const due = await noteFolders(domain, folders);
      for (const projectId of await outdatedAttemptOutputs(domain, folders)) {
        if (signal.aborted) return;
        await removeAttemptOutputs(projectId);
      }
      for (const folder of due) {
        if (signal.aborted) return;
        if (!(await beginMeasuring(domain, folder))) continue;
        const { bytes, apparentBytes, files, complete } = await measureOne(folder.folder);
        // Half a measurement of a runner that is going away is none.
        if (signal.aborted) return;
        await storeSize(domain, folder, { bytes, fileBytes: apparentBytes, files, partly: !complete });
      }
    },
  };
};

/** Whatever else is there, such as a file system's own lost+found, is none of ours. */
const isFolderName = (name: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(name);

const namesIn = async (folder: string): Promise<string[]> => {
  const opened = await OpenedFolder.open(folder);
  if (opened === null) return [];
  const names: string[] = [];
  try {
    for await (const name of opened.names()) names.push(name);
  } finally {
    await opened.close();
  }
  return names;
};
