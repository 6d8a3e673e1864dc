import { samples } from "../../../../contract/samples.ts";
import type { Scenario } from "../../scenario.ts";
import {
  acceptVerdict,
  askVerdict,
  completeReview,
  measuringReview,
  measuringVerdict,
  openReview,
  plan,
  report,
} from "./analysis.ts";
import { correctionsScript, decidingScript, measuringScript } from "./developer.ts";

/** An A-or-B question: measured for real, answered in documents, with a question to the person before it ends. */
export const sampleAnalysis: Scenario = {
  ...samples["sample-analysis"],
  plan,
  phases: [
    { rounds: [{ implement: measuringScript, review: measuringReview, evaluate: measuringVerdict }] },
    {
      rounds: [
        { implement: decidingScript, review: openReview, evaluate: askVerdict },
        { implement: correctionsScript, review: completeReview, evaluate: acceptVerdict },
      ],
    },
  ],
  report,
};
