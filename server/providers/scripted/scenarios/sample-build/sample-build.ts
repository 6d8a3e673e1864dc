import { samples } from "../../../../contract/samples.ts";
import type { Scenario } from "../../scenario.ts";
import {
  acceptVerdict,
  brokenReview,
  plan,
  readingReview,
  readingVerdict,
  refineVerdict,
  repairedReview,
  report,
} from "./analysis.ts";
import { readingScript, repairScript, scalingScript } from "./developer.ts";

/** The newcomers' story: two phases, a real defect, a refinement, and a test that goes from red to green. */
export const sampleBuild: Scenario = {
  ...samples["sample-build"],
  plan,
  phases: [
    { rounds: [{ implement: readingScript, review: readingReview, evaluate: readingVerdict }] },
    {
      rounds: [
        { implement: scalingScript, review: brokenReview, evaluate: refineVerdict },
        { implement: repairScript, review: repairedReview, evaluate: acceptVerdict },
      ],
    },
  ],
  report,
};
