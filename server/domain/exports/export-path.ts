import path from "node:path";
import { ExportId } from "../../contract/ids.ts";

export const exportsFolder = (dataDir: string): string => path.join(path.resolve(dataDir), "exports");

/** Absolute: the file that is downloaded. */
export const exportPath = (dataDir: string, exportId: string): string =>
  path.join(exportsFolder(dataDir), ExportId.parse(exportId));
