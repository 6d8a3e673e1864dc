import { cycleOfScenario } from "../base-url.ts";
import type { Scenario } from "../scenario.ts";
import { asksPermission, bench, leavesLines, reachesOut, slow } from "./agents-at-work.ts";
import { analysis } from "./analysis.ts";
import { architectureAnalysis } from "./document-work/architecture.ts";
import { codeReview } from "./document-work/code-review.ts";
import { securityAudit } from "./document-work/security-audit.ts";
import { malformedForever, malformedOutput, metFault, permanentFaults, quota, refusal } from "./faulty-providers.ts";
import { sampleAnalysis } from "./sample-analysis/sample-analysis.ts";
import { followUpStory } from "./improvised.ts";
import { longHistory } from "./long-history.ts";
import { randomLimits } from "./random-limits.ts";
import { sampleBuild } from "./sample-build/sample-build.ts";
import { sampleAsks } from "./sample-asks.ts";
import { asksForTool, asksForToolMeanwhile, reviewAsksForTool } from "./tool-requests.ts";
import { scanReaderBuild } from "./tool-builds/scan-reader.ts";
import { toolStories } from "./tool-builds/small-tools.ts";
import { sampleLimit } from "./sample-limit.ts";
import { sampleRepository } from "./sample-repository/sample-repository.ts";
import { planChanges, steered } from "./steering.ts";
import { claimsSuccess, escalates, noCheck, testsStayRed } from "./verdicts.ts";

/** Every story that the scripted model can tell. Those offered to users stand in contract/samples.ts. */
export const scenarios: readonly Scenario[] = [
  sampleBuild,
  sampleRepository,
  sampleAnalysis,
  sampleLimit,
  sampleAsks,
  asksForTool,
  asksForToolMeanwhile,
  reviewAsksForTool,
  ...toolStories,
  scanReaderBuild,
  testsStayRed,
  claimsSuccess,
  escalates,
  noCheck,
  analysis,
  architectureAnalysis,
  codeReview,
  securityAudit,
  asksPermission,
  leavesLines,
  reachesOut,
  slow,
  bench,
  steered,
  planChanges,
  refusal,
  malformedOutput,
  malformedForever,
  quota,
  longHistory,
  ...permanentFaults,
];

/** By its id; with a cycle's number in it (base-url.ts), its follow-up. */
export const findScenario = (id: string): Scenario | null => {
  const { scenario: name, cycle } = cycleOfScenario(id);
  const found = scenarios.find((scenario) => scenario.id === name) ?? randomLimits(name) ?? metFault(name);
  return found === null || cycle === 1 ? found : followUpStory(found, cycle);
};
