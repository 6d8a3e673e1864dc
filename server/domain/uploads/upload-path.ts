import path from "node:path";
import { UploadId } from "../../contract/ids.ts";

/** Where archives wait until their project brings them in. */
export const uploadsFolder = (dataDir: string): string => path.join(path.resolve(dataDir), "uploads");

/** Absolute. The name is ours, whatever the sender calls it. */
export const uploadPath = (dataDir: string, uploadId: string): string =>
  path.join(uploadsFolder(dataDir), UploadId.parse(uploadId));
