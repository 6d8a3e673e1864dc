import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Domain } from "../domain/domain.ts";
import { forgetUpload, knownUploads, removableUploads, uploadPath, uploadsFolder } from "../domain/uploads/index.ts";
import { isAbsent } from "../sandbox/opened-folder.ts";

/** A file that nobody has on record may still be on its way. */
const onItsWayMs = 6 * 60 * 60 * 1_000;

/** Removes archives that nobody needs any more, and files that no record is of: their sender went away, or we did. */
export const keepUploads = async (
  domain: Pick<Domain, "prisma" | "clock">,
  { dataDir }: { dataDir: string },
): Promise<void> => {
  for (const id of await removableUploads(domain)) {
    await rm(uploadPath(dataDir, id), { force: true });
    await forgetUpload(domain, id);
  }
  const folder = uploadsFolder(dataDir);
  const names = await readdir(folder).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    throw error;
  });
  const known = await knownUploads(domain, names);
  const before = domain.clock.now().getTime() - onItsWayMs;
  for (const name of names.filter((one) => !known.has(one))) {
    const found = await stat(path.join(folder, name)).catch(() => null);
    if (found !== null && found.mtimeMs < before) await rm(path.join(folder, name), { force: true });
  }
};
