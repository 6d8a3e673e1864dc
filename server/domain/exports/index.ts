export {
  claimExport,
  failExport,
  finishExport,
  outdatedExports,
  renewExport,
  type ClaimedExport,
} from "./carry-out.ts";
export { exportPath, exportsFolder } from "./export-path.ts";
export { findDownload, listExports, requestExport } from "./exports.ts";
