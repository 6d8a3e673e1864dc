/** What is written during the analysis: programs that measure for real, and documents that rest on them. */

export const measureMjs = `// Measures both ways of keeping a day's readings, and writes MEASUREMENTS.md.
// Run it where the readings will be kept: node measure.mjs
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const gauges = 12;
const day = gauges * 24 * 60;
const folder = mkdtempSync(path.join(tmpdir(), "readings-"));
const wholeFile = path.join(folder, "readings.json");
const lines = path.join(folder, "readings.log");

const reading = (index) => ({
  at: new Date(Date.UTC(2026, 0, 1, 0, Math.floor(index / gauges))).toISOString(),
  gauge: index % gauges,
  mm: (index % 7) / 4,
});
const upTo = (count) => Array.from({ length: count }, (_, index) => reading(index));
const asLine = (one) => JSON.stringify(one) + "\\n";
const now = () => performance.now();

/** The middle of several tries, in milliseconds: one slow try does not count. */
const median = (tries, work) => {
  const times = [];
  for (let index = 0; index < tries; index += 1) {
    const began = now();
    work(index);
    times.push(now() - began);
  }
  return times.sort((a, b) => a - b)[Math.floor(tries / 2)];
};

const rewriting = (kept) => {
  const all = upTo(kept);
  return median(31, (index) => {
    all.push(reading(kept + index));
    writeFileSync(wholeFile, JSON.stringify(all));
  });
};
const appending = (kept) => {
  writeFileSync(lines, upTo(kept).map(asLine).join(""));
  return median(31, (index) => appendFileSync(lines, asLine(reading(kept + index))));
};

/** How many readings can still be read after a write that was cut off in its middle. */
const leftOfFile = () => {
  const text = JSON.stringify(upTo(day));
  writeFileSync(wholeFile, text.slice(0, Math.floor(text.length / 2)));
  try {
    return JSON.parse(readFileSync(wholeFile, "utf8")).length;
  } catch {
    return 0;
  }
};
const readLines = () =>
  readFileSync(lines, "utf8")
    .split("\\n")
    .flatMap((line) => {
      try {
        return [JSON.parse(line)];
      } catch {
        return [];
      }
    });
const leftOfLines = () => {
  const last = asLine(reading(day - 1));
  writeFileSync(lines, upTo(day - 1).map(asLine).join("") + last.slice(0, Math.floor(last.length / 2)));
  return readLines().length;
};

const ms = (value) => value.toFixed(3);
const levels = [100, 1_000, 5_000, day - 31];
const writes = levels.map((kept) => \`| \${kept.toLocaleString("en")} | \${ms(rewriting(kept))} | \${ms(appending(kept))} |\`);
const fileLeft = leftOfFile();
const linesLeft = leftOfLines();
writeFileSync(wholeFile, JSON.stringify(upTo(day)));
writeFileSync(lines, upTo(day).map(asLine).join(""));
const readFile = median(5, () => JSON.parse(readFileSync(wholeFile, "utf8")));
const readLog = median(5, readLines);
rmSync(folder, { recursive: true });

writeFileSync(
  "MEASUREMENTS.md",
  \`# Measurements

Written by measure.mjs on \${process.platform} with Node.js \${process.version}. Times are the middle of 31 tries (5 for
reading a day), in milliseconds. A day is \${day.toLocaleString("en")} readings of \${gauges} gauges.

## One write

| Readings kept already | Rewriting the file | Appending a line |
|---:|---:|---:|
\${writes.join("\\n")}

## A write that is cut off

| | Readings that can be read, of \${day.toLocaleString("en")} |
|---|---:|
| Rewriting, cut off in the middle of the file | \${fileLeft.toLocaleString("en")} |
| Appending, cut off in the middle of the line | \${linesLeft.toLocaleString("en")} |

## Reading a whole day

| One JSON file | One line a reading |
|---:|---:|
| \${ms(readFile)} | \${ms(readLog)} |
\`,
);
console.log(readFileSync("MEASUREMENTS.md", "utf8"));
`;

export const decisionMd = `# How the station keeps its readings

**Question.** Rewrite one JSON file with each reading, or append one line per reading?

**Recommendation: append one line per reading.**

## Compared

| Criterion | One JSON file, rewritten | One line per reading, appended |
|---|---|---|
| Cost of one write | Grows with what is kept: see *One write* in MEASUREMENTS.md | The same at noon and at midnight: see there |
| After a power cut in the middle of a write | The day is lost: see *A write that is cut off* in MEASUREMENTS.md | The reading of that moment is lost, nothing else: see there |
| Reading a whole day | In one go: see *Reading a whole day* in MEASUREMENTS.md | Line by line: see there |
| Looking at it by hand | Any editor | Any editor; \`tail -f\` shows the latest |
| Code | Read, change, write | Append; skip a line that cannot be read |

## Why

The station loses power now and then. That decides it: a file that is rewritten is in danger twelve times a minute, and
when it goes, the whole day goes. Appending risks the one reading that is being written.

## What would change it

- Readings that are often changed after they were written. Then a small database (SQLite) is worth its while.
- Several programs that write at the same time. Appending whole lines is safe on one machine, not on a network drive.
`;

/** Before which the section about corrections is put. */
export const decisionLastHeading = "## What would change it\n";

export const correctionsSection = `## Corrections

A reading is corrected by one more line with the same time and gauge; whoever reads takes the last one. The wrong value
stays in the log, so that one can see later that it was corrected. Tried in corrections.mjs.

${decisionLastHeading}`;

export const correctionsMjs = `// A correction is one more line; the last one for a time and a gauge holds. Tried with: node corrections.mjs
import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const folder = mkdtempSync(path.join(tmpdir(), "corrections-"));
const log = path.join(folder, "readings.log");
const put = (reading) => appendFileSync(log, JSON.stringify(reading) + "\\n");

put({ at: "2026-01-01T12:00:00Z", gauge: 3, mm: 80 });
put({ at: "2026-01-01T12:00:00Z", gauge: 4, mm: 0.4 });
put({ at: "2026-01-01T12:00:00Z", gauge: 3, mm: 0.8, corrects: true });

const written = readFileSync(log, "utf8").trimEnd().split("\\n").map((line) => JSON.parse(line));
const inForce = new Map(written.map((reading) => [reading.at + " " + reading.gauge, reading]));
rmSync(folder, { recursive: true });

assert.equal(inForce.size, 2);
assert.equal(inForce.get("2026-01-01T12:00:00Z 3").mm, 0.8);
assert.equal(written.length, 3);
console.log("3 lines written, 2 readings hold, gauge 3 is corrected from 80 to 0.8 mm.");
`;
