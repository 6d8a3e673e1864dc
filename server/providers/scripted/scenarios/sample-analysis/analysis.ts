import type { PlanOutput, ReportOutput, ReviewOutput, VerdictOutput } from "../../../../contract/outputs.ts";
import { accept, escalate } from "../parts.ts";

/** What the Project Manager and Quality Assurance hand in during the analysis. */

const measuringCriteria = [
  "Both ways are measured with the same readings, in one run.",
  "What a write that is cut off leaves behind is tried, not guessed.",
  "The figures are written down by the program that measured them.",
];

const decidingCriteria = [
  "Both ways are judged by the same criteria.",
  "Every claim about speed or loss points to a measurement.",
  "There is one recommendation, and what would change it.",
];

export const plan: PlanOutput = {
  title: "Rain gauges: rewrite a file, or append a line?",
  summary:
    "A question with two answers that can be measured. So the first phase measures both with the same readings on this machine, a power cut included; the second compares them by the same criteria and recommends one. Nothing is built for the station yet.",
  language: "Markdown, with small Node.js programs that measure",
  complexity: {
    score: 2,
    reason:
      "Two well-known ways and few readings. What takes care is to measure fairly and to claim no more than that.",
  },
  resources: ["Node.js 20 or newer", "A few megabytes of the disk for a moment"],
  risks: [
    {
      risk: "This machine's disk is quicker than the card in the fire station.",
      mitigation: "The program that measures is handed over, so that it can be run there.",
    },
    {
      risk: "A comparison that only counts milliseconds misses what matters to the station.",
      mitigation: "Criteria are fixed before anything is measured; loss of readings is one of them.",
    },
  ],
  successMetrics: [
    "One recommendation that whoever runs the station can follow.",
    "No figure without its measurement.",
  ],
  nextSteps: ["Run measure.mjs on the station's own computer.", "Write the program that keeps the readings."],
  comparison: {
    options: ["One JSON file, rewritten", "One line per reading, appended"],
    rows: [
      { criterion: "Cost of one write", scores: [3, 9] },
      { criterion: "After a power cut", scores: [1, 9] },
      { criterion: "Reading a whole day", scores: [8, 7] },
      { criterion: "Correcting a reading", scores: [8, 5] },
      { criterion: "Code to write", scores: [7, 8] },
    ],
    recommendation: "One line per reading, appended",
    reason:
      "Expected before anything is measured: the station loses power now and then, and appending risks one reading where rewriting risks a day. The first phase has to confirm it.",
  },
  phases: [
    {
      title: "Measure both ways",
      kind: "analysis",
      goal: "Measure what one write costs at several fill levels, what a write that is cut off leaves behind, and what reading a day takes, for both ways.",
      acceptanceCriteria: measuringCriteria,
      expectedArtefacts: ["measure.mjs", "MEASUREMENTS.md"],
    },
    {
      title: "Compare and recommend",
      kind: "analysis",
      goal: "Compare both ways by the same criteria, on the measurements, and recommend one.",
      acceptanceCriteria: decidingCriteria,
      expectedArtefacts: ["DECISION.md"],
    },
  ],
};

const met = (criteria: readonly string[], evidence: readonly string[]): ReviewOutput["criteria"] =>
  criteria.map((criterion, index) => ({ criterion, met: true, evidence: evidence[index] ?? "See the documents." }));

const ownMachine: ReviewOutput["findings"][number] = {
  severity: "low",
  title: "Measured on one machine only",
  detail: "The figures are of the machine that Spiral runs on. A memory card may be far slower for both ways.",
  file: "MEASUREMENTS.md",
  line: null,
  remediation: "Run measure.mjs once on the station's computer before the program is written.",
};

export const measuringReview: ReviewOutput = {
  summary: "The program is short enough to be read, treats both ways alike, and writes its own figures.",
  findings: [ownMachine],
  strengths: [
    "The middle of many tries, not the best one.",
    "The cut-off write is really cut off and really read again.",
  ],
  criteria: met(measuringCriteria, [
    "measure.mjs gives both ways the same readings, one after the other.",
    "MEASUREMENTS.md, “A write that is cut off”.",
    "measure.mjs writes MEASUREMENTS.md itself.",
  ]),
};

export const measuringVerdict: VerdictOutput = accept(
  "All three criteria are met: what the next phase rests on was measured, and can be measured again elsewhere. QA's remark goes into the report.",
);

const noCorrections: ReviewOutput["findings"][number] = {
  severity: "medium",
  title: "How a reading is corrected is left open",
  detail:
    "The plan compares both ways by how a reading is corrected, and appending is the weaker one there. The document does not say how it would be done.",
  file: "DECISION.md",
  line: null,
  remediation: "Ask whether readings are ever corrected; if they are, say how, and try it.",
};

export const openReview: ReviewOutput = {
  summary: "The recommendation follows from the measurements. One criterion of the plan is not taken up.",
  findings: [noCorrections, ownMachine],
  strengths: ["It says what would change the recommendation.", "No figure is repeated; each claim names its table."],
  criteria: met(decidingCriteria, [
    "The table in DECISION.md has five criteria for both.",
    "Claims about speed and loss name their table in MEASUREMENTS.md.",
    "“Recommendation” and “What would change it” in DECISION.md.",
  ]),
};

export const askVerdict: VerdictOutput = escalate(
  "The document answers the brief. Whether corrections matter is for whoever runs the station to say: if they do, appending needs a rule for them, and I would have it tried.",
  "Are readings ever corrected afterwards, for example when a gauge was blocked? If so, send it back and the Developer tries out how and writes it down. If not, accept it as it is.",
);

export const completeReview: ReviewOutput = {
  summary: "Corrections have a rule, and the rule was tried. Nothing else was touched.",
  findings: [ownMachine],
  strengths: ["The wrong value stays visible after a correction.", "The trial asserts what the document says."],
  criteria: met(decidingCriteria, [
    "The table in DECISION.md has five criteria for both.",
    "Claims name MEASUREMENTS.md; the rule for corrections names corrections.mjs.",
    "“Recommendation” and “What would change it” in DECISION.md.",
  ]),
};

export const acceptVerdict: VerdictOutput = accept(
  "Your answer is taken up: there is a rule for corrections, and it was tried. Every criterion is met.",
);

export const report: ReportOutput = {
  summary:
    "Recommended: append one line per reading. Both ways were measured on this machine with the same readings; what decides it is not the time of a write but what a power cut leaves behind. MEASUREMENTS.md has the figures, DECISION.md the comparison.",
  built: [
    "measure.mjs: measures both ways and writes its figures down",
    "MEASUREMENTS.md: what it measured on this machine",
    "DECISION.md: the comparison, the recommendation, and what would change it",
  ],
  remainingIssues: [
    "Measured on this machine only: run measure.mjs on the station's computer before anything is built (low).",
    "A card that is full was not tried, for either way (low).",
  ],
  howToRun: "Read DECISION.md. To measure again:\n\n```sh\nnode measure.mjs\n```",
  howToDeploy: "Nothing to deploy: these are documents, and the program that made their figures.",
};
