import path from "node:path";
import type { ProjectSource, StoredSource } from "../../contract/sources.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Reader, Tx } from "../domain.ts";
import { gitAccess } from "../git-credentials/index.ts";
import { readSettings } from "../settings/index.ts";
import { claimUpload, findUpload } from "../uploads/index.ts";

/**
 * The allowed folder that a folder is in, or is. Error: forbidden. What is really at that path is looked at when it is
 * brought in, and no link is followed then.
 */
export const allowedRoot = async ({ prisma }: Reader, folder: string): Promise<string> => {
  const roots = (await readSettings({ prisma }))["import.folders"];
  const wanted = path.resolve(folder);
  const root = roots.find((one) => wanted === one || wanted.startsWith(one === "/" ? one : `${one}/`));
  if (root !== undefined) return root;
  throw new DomainError(
    "forbidden",
    `Projects may not start from ${wanted}. An admin can allow the folder under Settings, Ways in and out.`,
  );
};

/**
 * Checks what a person wants to start from, as far as that can be said without looking at it.
 * @throws DomainError invalid, forbidden, not_found
 */
export const admitSource = async (
  domain: Reader,
  { source, ownerId }: { source: ProjectSource; ownerId: string },
): Promise<StoredSource> => {
  switch (source.kind) {
    case "archive": {
      const { name } = await findUpload(domain, { uploadId: source.uploadId, ownerId });
      return { ...source, name };
    }
    case "git":
      await gitAccess(domain, { ownerId, url: source.url, credentialId: source.credentialId });
      return source;
    case "folder": {
      const folder = path.resolve(source.path);
      await allowedRoot(domain, folder);
      return { kind: "folder", path: folder };
    }
  }
};

/** Keeps it with the project, in the caller's transaction. */
export const storeSource = async (
  tx: Tx,
  { projectId, source, ownerId }: { projectId: string; source: StoredSource; ownerId: string },
): Promise<void> => {
  if (source.kind === "archive") await claimUpload(tx, { uploadId: source.uploadId, ownerId, projectId });
  await tx.project.update({ where: { id: projectId }, data: { source, importConfirmed: null } });
};
