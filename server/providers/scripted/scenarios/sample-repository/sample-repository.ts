import { samples } from "../../../../contract/samples.ts";
import type { Scenario } from "../../scenario.ts";
import { accept, goodReview, plan, refine, refundReview, report } from "./analysis.ts";
import { firstScript, secondScript } from "./developer.ts";

/** The newcomers' sample that starts from a repository: a real defect, mended by real tests; QA finds what was missed. */
export const sampleRepository: Scenario = {
  ...samples["sample-repository"],
  plan,
  phases: [
    {
      rounds: [
        { implement: firstScript, review: refundReview, evaluate: refine },
        { implement: secondScript, review: goodReview, evaluate: accept },
      ],
    },
  ],
  report,
};
