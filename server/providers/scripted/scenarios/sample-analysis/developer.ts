import { bash, edit, progress, read, task, write, type DeveloperScript } from "../../scenario.ts";
import { correctionsMjs, correctionsSection, decisionLastHeading, decisionMd, measureMjs } from "./files.ts";

/** What the Developer does during the analysis: measures, writes down, tries out. */

const writeProgram = "Write a program that measures both ways";
const measureBoth = "Measure on this machine";

export const measuringScript: DeveloperScript = {
  steps: [
    {
      think:
        "Guessing would be quick and worth nothing. Both ways are small enough to be measured here, with the same readings, in one run.",
      say: "An A-or-B question that can be measured. I write one program that does both ways with the same readings, and lets it write its figures down itself.",
      calls: [task(writeProgram, "Writing the program"), task(measureBoth, "Measuring")],
    },
    { calls: [progress(writeProgram, "in_progress"), write("measure.mjs", measureMjs)] },
    {
      say: "Now for real, on this machine.",
      calls: [
        progress(writeProgram, "completed"),
        progress(measureBoth, "in_progress"),
        bash("node measure.mjs", "Measure both ways and write MEASUREMENTS.md"),
      ],
    },
    { calls: [progress(measureBoth, "completed")] },
  ],
  closing: ({ lastResult }) =>
    lastResult?.isError === true
      ? "The measurement did not run to its end; its output says why."
      : "Both ways are measured with the same readings.\n\n- `measure.mjs` does one write at several fill levels, a write that is cut off, and reading a whole day.\n- `MEASUREMENTS.md` was written by that program; no figure in it was typed by hand.\n\nThe figures are this machine's. The program can be run again at the station.",
};

const compare = "Compare by the same criteria";

export const decidingScript: DeveloperScript = {
  steps: [
    {
      say: "First what was measured, then what follows from it.",
      calls: [read("MEASUREMENTS.md"), task(compare, "Comparing")],
    },
    {
      say: "The cost of a write matters less than what a power cut leaves behind. That decides it, and every claim points to its table.",
      calls: [progress(compare, "in_progress"), write("DECISION.md", decisionMd)],
    },
    {
      calls: [
        bash("grep -n 'MEASUREMENTS.md' DECISION.md", "See that claims about speed and loss name their measurement"),
        progress(compare, "completed"),
      ],
    },
  ],
  closing:
    "`DECISION.md` compares both ways by five criteria, recommends appending, and says what would change the recommendation. It says nothing about correcting a reading afterwards: the brief does not mention it.",
};

const tryCorrections = "Try a correction out";

export const correctionsScript: DeveloperScript = {
  steps: [
    {
      say: "Corrections it is. I try it out before I write it down.",
      calls: [
        task(tryCorrections, "Trying a correction"),
        write("corrections.mjs", correctionsMjs),
        read("DECISION.md"),
      ],
    },
    {
      calls: [
        progress(tryCorrections, "in_progress"),
        bash("node corrections.mjs", "Correct a reading by one more line"),
      ],
    },
    {
      calls: [edit("DECISION.md", decisionLastHeading, correctionsSection), progress(tryCorrections, "completed")],
    },
  ],
  closing:
    "A correction is one more line with the same time and gauge, and the last one holds. `corrections.mjs` tries it, and `DECISION.md` has a section about it.",
};
