import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { setInterval as every } from "node:timers/promises";
import {
  claimExport,
  exportsFolder,
  failExport,
  finishExport,
  outdatedExports,
  renewExport,
  type ClaimedExport,
} from "../domain/exports/index.ts";
import { rememberSecrets } from "../domain/secrets/index.ts";
import { DomainError } from "../platform/errors.ts";
import { knownSecrets } from "../platform/known-secrets.ts";
import { isAbsent } from "../sandbox/opened-folder.ts";
import { NoSandboxError } from "./attempt-room.ts";
import { bringOut } from "./export/bring-out.ts";
import type { RunnerContext } from "./runner-context.ts";
import { TransferError } from "./transfers/git-failure.ts";

const renewMs = 5_000;

/** Carries out the exports that wait, one after the other. */
export const carryOutExports = async (context: RunnerContext, { signal }: { signal: AbortSignal }): Promise<void> => {
  const { domain, runnerId } = context;
  while (!signal.aborted) {
    const claimed = await claimExport(domain, { runnerId });
    if (claimed === null) return;
    await context.endProcessTree(claimed.id);
    await carryOut(context, claimed, signal);
  }
};

const carryOut = async (context: RunnerContext, claimed: ClaimedExport, stopping: AbortSignal): Promise<void> => {
  const { domain, log } = context;
  const lost = new AbortController();
  const done = new AbortController();
  const signal = AbortSignal.any([stopping, lost.signal]);
  const renewing = (async () => {
    for await (const _beat of every(renewMs, null, { signal: done.signal }))
      if (!(await renewExport(domain, claimed).catch(() => true))) lost.abort();
  })().catch(() => undefined);
  try {
    await rememberSecrets(domain);
    await finishExport(domain, claimed, await bringOut(context, { claimed, signal }));
  } catch (error) {
    // Whoever takes it up begins anew.
    if (signal.aborted) return;
    const isMeant = error instanceof TransferError || error instanceof DomainError || error instanceof NoSandboxError;
    if (!isMeant) log.error({ err: error, exportId: claimed.id }, "An export failed unexpectedly");
    const message = error instanceof Error ? error.message : String(error);
    await failExport(
      domain,
      claimed,
      knownSecrets().redact(isMeant ? message : `It could not be brought out: ${message}`),
    );
  } finally {
    done.abort();
    await renewing;
  }
};

/** Removes files of exports that nobody can download any more. */
export const keepExports = async (
  { domain }: Pick<RunnerContext, "domain">,
  { dataDir }: { dataDir: string },
): Promise<void> => {
  const folder = exportsFolder(dataDir);
  const names = await readdir(folder).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    throw error;
  });
  const ids = new Set(names.map((name) => name.split(".", 1)[0] ?? name));
  const outdated = new Set(await outdatedExports(domain, [...ids]));
  for (const name of names)
    if (outdated.has(name.split(".", 1)[0] ?? name)) await rm(path.join(folder, name), { force: true });
};
