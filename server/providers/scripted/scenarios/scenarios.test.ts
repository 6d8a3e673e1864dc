import { describe, expect, it } from "vitest";
import { PlanOutput, ReportOutput, ReviewOutput, VerdictOutput } from "../../../contract/outputs.ts";
import { findSample, sampleList } from "../../../contract/samples.ts";
import { Brief } from "../../../contract/inputs.ts";
import { Scope } from "../base-url.ts";
import { correctionsSection, decisionLastHeading, decisionMd } from "./sample-analysis/files.ts";
import { defectLine } from "./sample-build/analysis.ts";
import { brokenLines, carryCases, formatJs, formatTest, lastFormatCase } from "./sample-build/files-scaling.ts";
import { findScenario, scenarios } from "./registry.ts";

describe.each(
  [...scenarios, ...[1, 2].flatMap((seed) => findScenario(`limits-${seed}`) ?? [])].map(
    (scenario) => [scenario.id, scenario] as const,
  ),
)("%s", (id, scenario) => {
  it("has an id that fits into a base URL, a title and a brief", () => {
    expect(Scope.shape.scenario.parse(id)).toBe(id);
    expect(Brief.parse(scenario.brief)).toBe(scenario.brief);
    expect(scenario.title).not.toBe("");
  });

  it("hands in what fits the contract", () => {
    expect(PlanOutput.parse(scenario.plan)).toEqual(scenario.plan);
    expect(ReportOutput.parse(scenario.report)).toEqual(scenario.report);
    for (const { review, evaluate } of scenario.phases.flatMap((phase) => phase.rounds)) {
      expect(ReviewOutput.parse(review)).toEqual(review);
      expect(VerdictOutput.parse(evaluate)).toEqual(evaluate);
    }
  });

  it("scripts every phase of its plan, and ends with a decision that lets it go on", () => {
    expect(scenario.phases).toHaveLength(scenario.plan.phases.length);
    for (const { rounds } of scenario.phases) expect(rounds.at(-1)?.evaluate.verdict).toBe("accept");
  });

  it("gives an instruction, a question or neither, as the verdict demands", () => {
    for (const { evaluate } of scenario.phases.flatMap((phase) => phase.rounds)) {
      expect(evaluate.instruction !== null).toBe(evaluate.verdict === "refine");
      expect(evaluate.question !== null).toBe(evaluate.verdict === "escalate");
    }
  });

  it("reviews the criteria of the plan, in their order", () => {
    for (const [index, phase] of scenario.phases.entries()) {
      for (const { review } of phase.rounds) {
        expect(review.criteria.map((entry) => entry.criterion)).toEqual(
          scenario.plan.phases[index]?.acceptanceCriteria,
        );
      }
    }
  });
});

describe("the stories", () => {
  it("have ids of their own", () => {
    expect(new Set(scenarios.map((scenario) => scenario.id)).size).toBe(scenarios.length);
  });

  it("accept nothing over a high finding", () => {
    const accepted = scenarios
      .flatMap((scenario) => scenario.phases.flatMap((phase) => phase.rounds))
      .filter((round) => round.evaluate.verdict === "accept");
    expect(accepted.flatMap((round) => round.review.findings).map((finding) => finding.severity)).not.toContain("high");
  });
});

describe("samples", () => {
  it("are stories with the same words", () => {
    for (const sample of sampleList) expect(findScenario(sample.id)).toMatchObject({ ...sample });
    expect(findSample("sample-build")?.title).toContain("Ladle");
    expect(findSample("slow")).toBeNull();
  });

  it("analyse in documents to which their own edits apply", () => {
    expect(decisionMd.split(decisionLastHeading)).toHaveLength(2);
    expect(correctionsSection.endsWith(decisionLastHeading)).toBe(true);
  });

  it("have a defect at the line that QA names, and a repair that applies", () => {
    expect(formatJs.split("\n")[defectLine - 1]).toContain("return [whole");
    expect(formatJs.split(brokenLines)).toHaveLength(2);
    expect(formatTest.split(lastFormatCase)).toHaveLength(2);
    expect(carryCases).toContain(lastFormatCase);
  });
});
