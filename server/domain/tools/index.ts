export { beginToolBuild } from "./begin-build.ts";
export { buildToolAgain, buildViews } from "./build-views.ts";
export { bringInTool, lookIntoTool } from "./bring-in.ts";
export { changeTool } from "./change-tool.ts";
export { decideToolVersion } from "./decide-version.ts";
export {
  isKnownTool,
  offeredTools,
  recordToolUse,
  searchTools,
  toolArchive,
  type OfferedTool,
} from "./offered-tools.ts";
export { proposeToolVersion } from "./propose-version.ts";
export { toolDetail, toolSource, toolVersionArchive, toolViews } from "./tool-views.ts";
export { endVainWaits, goOnWithoutTool } from "./wake-waiting.ts";
