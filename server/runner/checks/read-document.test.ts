import { expect, it } from "vitest";
import { readDocument } from "./read-document.ts";

it("reads headings, and whether there is anything below each", () => {
  const text = [
    "# Review",
    "",
    "## Scope",
    "All of `src/`.",
    "## Findings",
    "### High",
    "One: 12 cents are lost.",
    "## Remedies",
    "<!-- to be written -->",
    "```sh",
    "# no heading",
    "```",
    "Strengths",
    "---------",
    "| a | b |",
    "| --- | --- |",
  ].join("\n");
  expect(readDocument("REVIEW.md", text)).toEqual({
    path: "REVIEW.md",
    words: 13,
    sections: [
      { heading: "Review", empty: false },
      { heading: "Scope", empty: false },
      { heading: "Findings", empty: false },
      { heading: "High", empty: false },
      { heading: "Remedies", empty: false },
      { heading: "Strengths", empty: false },
    ],
  });
});

it.each<[string, string, number, [string, boolean][]]>([
  ["empty.md", "", 0, []],
  [
    "headings.md",
    "# A\n\n## B\n",
    0,
    [
      ["A", true],
      ["B", true],
    ],
  ],
  [
    "page.html",
    "<h1>A <b>b</b></h1><p>some text</p><h2>C</h2><script>var x = 1</script>",
    2,
    [
      ["A b", false],
      ["C", true],
    ],
  ],
  [
    "notes.org",
    "* Scope\nAll of it.\n** Part\n",
    3,
    [
      ["Scope", false],
      ["Part", true],
    ],
  ],
  ["notes.adoc", "== Umfang\nÜber alles.\n", 2, [["Umfang", false]]],
  ["日本.md", "# 結論\nこれです。", 1, [["結論", false]]],
])("%s", (path, content, words, sections) => {
  expect(readDocument(path, content)).toEqual({
    path,
    words,
    sections: sections.map(([heading, empty]) => ({ heading, empty })),
  });
});

it("takes no longer for a text that was made to take long", () => {
  for (const text of [
    "#".repeat(500_000),
    "<!--".repeat(100_000),
    "a ".repeat(300_000),
    "- ".repeat(300_000),
    "`".repeat(500_000),
  ]) {
    const begun = performance.now();
    readDocument("a.html", text);
    readDocument("a.md", text);
    expect(performance.now() - begun).toBeLessThan(10_000);
  }
});
