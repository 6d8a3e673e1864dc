import type { ToolRequest } from "../../../../contract/tool-requests.ts";
import type { ToolManifest } from "../../../../contract/tools.ts";
import { buildStory, serverFile } from "./build-story.ts";

/** The tool that the sample Tidemark lacks: it reads the harbour office's scanned table. */

/** The office's printer: 3 x 5 dots a sign. */
const font: Readonly<Record<string, string>> = {
  "0": "111101101101111",
  "1": "010110010010111",
  "2": "111001111100111",
  "3": "111001111001111",
  "4": "101101111001001",
  "5": "111100111001111",
  "6": "111100111101111",
  "7": "111001001001001",
  "8": "111101111101111",
  "9": "111101111001111",
  ":": "000010000010000",
  ".": "000000000000010",
  " ": "000000000000000",
};

/** A page as the office's scanner makes it: a plain portable bitmap (P1), a line of signs in seven rows of dots. */
export const scanOf = (lines: readonly string[]): string => {
  const longest = Math.max(...lines.map((line) => line.length));
  const width = longest * 4;
  const rows = lines.flatMap((line) => [
    ...[0, 1, 2, 3, 4].map((row) =>
      Array.from({ length: longest }, (_, at) => `${(font[line[at] ?? " "] ?? "").slice(row * 3, row * 3 + 3)}0`).join(
        "",
      ),
    ),
    "0".repeat(width),
    "0".repeat(width),
  ]);
  return `P1\n${width} ${rows.length}\n${rows.map((row) => row.padEnd(width, "0")).join("\n")}\n`;
};

export const novemberReadings = ["00:00 1.2", "03:10 2.6", "06:20 2.9", "09:30 1.1", "15:40 3.0", "23:50 2.7"];

const manifest: ToolManifest = {
  name: "scan_table_reader",
  version: "1.0.0",
  description:
    "Reads a table out of a scanned page (a plain portable bitmap, P1): the path of the page within the project goes in, its lines come out as text, each with how sure it is of its signs, in per cent.",
  main: "server.js",
  input: {
    type: "object",
    properties: { path: { type: "string", description: "The scanned page, relative to the project's folder" } },
    required: ["path"],
    additionalProperties: false,
  },
  output: {
    type: "object",
    properties: {
      lines: {
        type: "array",
        items: { type: "object", properties: { text: { type: "string" }, sure: { type: "number" } } },
      },
    },
  },
  rights: { files: "read", hosts: [], seconds: 20, memoryMb: 128 },
};

export const scanReaderRequest: ToolRequest = {
  name: "scan_table_reader",
  description:
    "Reads a table out of a scanned page: an image or a PDF without text goes in, rows of cells come out, each with how sure it is.",
  importance: 4,
  urgency: 3,
  blocking: true,
  task: "Bringing in the harbour office's tide table, which is published as a scanned page a month.",
  similarTools: ["pdftotext: a scan has no text for it to find."],
  requirements: ["Works without a network.", "Says how sure it is of each number."],
};

const reader = `/** The signs of the office's printer, 3 x 5 dots each. */
const font = ${JSON.stringify(font, null, 2)};

/** Reads a plain portable bitmap. Throws where it is none. */
const readBitmap = (text) => {
  const found = /^P1\\s+(\\d+)\\s+(\\d+)\\s+([01\\s]+)$/.exec(text);
  if (found === null) throw new SyntaxError("This is no plain portable bitmap (P1).");
  const [width, height] = [Number(found[1]), Number(found[2])];
  const dots = found[3].replaceAll(/\\s/g, "");
  if (dots.length !== width * height) throw new SyntaxError("The bitmap is not complete.");
  return Array.from({ length: height }, (_, row) => dots.slice(row * width, (row + 1) * width));
};

/** The sign that is nearest to these dots, and how many of its dots fit, from 0 to 1. */
const nearest = (dots) => {
  let best = { sign: " ", sure: -1 };
  for (const [sign, pattern] of Object.entries(font)) {
    const fits = [...pattern].filter((dot, at) => dot === dots[at]).length / pattern.length;
    if (fits > best.sure) best = { sign, sure: fits };
  }
  return best;
};

/** The lines of a page, each with how sure it is, in per cent. */
export const readScan = (text) => {
  const rows = readBitmap(text);
  const lines = [];
  for (let top = 0; top + 5 <= rows.length; top += 7) {
    const signs = [];
    for (let left = 0; left + 3 <= rows[0].length; left += 4)
      signs.push(nearest([0, 1, 2, 3, 4].map((row) => rows[top + row].slice(left, left + 3)).join("")));
    const text = signs.map(({ sign }) => sign).join("").trimEnd();
    const sure = Math.round(Math.min(...signs.map((one) => one.sure)) * 100);
    if (text !== "") lines.push({ text, sure });
  }
  return lines;
};
`;

const server = serverFile(manifest, {
  imports: `import { readFile } from "node:fs/promises";
import { readScan } from "./lib/read-scan.js";
`,
  input: "{ path: z.string() }",
  work: `    let page;
    try {
      page = await readFile(input.path, "utf8");
    } catch {
      return failed(\`There is no page \${input.path} that can be read.\`);
    }
    try {
      return said(JSON.stringify({ lines: readScan(page) }));
    } catch (error) {
      return failed(error.message);
    }`,
});

const tests = `import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const page = path.join(mkdtempSync(path.join(tmpdir(), "scan-")), "page.pbm");
const scan = ${JSON.stringify(scanOf(["03:10 2.6", "15:40 3.0"]))};

test("reads the lines of a page, and is sure of them", async () => {
  writeFileSync(page, scan);
  assert.deepEqual(JSON.parse((await ask({ path: page })).text), {
    lines: [
      { text: "03:10 2.6", sure: 100 },
      { text: "15:40 3.0", sure: 100 },
    ],
  });
});

test("says how sure it is of a page with a spot on it", async () => {
  const [head, size, first, ...rest] = scan.split("\\n");
  writeFileSync(page, [head, size, \`0\${first.slice(1)}\`, ...rest].join("\\n"));
  const { lines } = JSON.parse((await ask({ path: page })).text);
  assert.equal(lines[0].text, "03:10 2.6");
  assert.ok(lines[0].sure < 100);
});

test("says what is wrong with something else", async () => {
  writeFileSync(page, "hello");
  assert.deepEqual(await ask({ path: page }), { text: "This is no plain portable bitmap (P1).", isError: true });
  assert.equal((await ask({ path: "/nowhere" })).isError, true);
});
`;

export const scanReaderBuild = buildStory({
  scenario: "sample-asks",
  request: scanReaderRequest,
  manifest,
  programs: { "server.js": server, "lib/read-scan.js": reader },
  tests,
  example:
    'Called with `{"path": "scans/november.pbm"}` it gives back `{"lines":[{"text":"03:10 2.6","sure":100}, …]}`.',
  limits:
    "It knows the signs of the harbour office's printer and no others, and reads pages that are straight. A line that is less than sure is worth a look.",
  ways: "- pdftotext: a scan has no text for it to find.\n- A recogniser for any printing: large, slow, and more than this page needs.\n- Comparing each sign with the printer's own, dot by dot: small, exact, and it can say how sure it is.",
});
