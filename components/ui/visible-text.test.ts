import { describe, expect, it } from "vitest";
import { visibleName, visiblePieces, visibleText, withoutColourCodes } from "./visible-text.ts";

describe("visibleText", () => {
  it.each([
    ["plain text, tabs\tand\nlines", "plain text, tabs\tand\nlines"],
    ["Windows\r\nlines", "Windows\nlines"],
    ["overwritten\rby this", "overwritten⟨CR⟩by this"],
    ["back\bspace and \u0000", "back⟨BS⟩space and ⟨NUL⟩"],
    ["escape \u001b]0;title\u0007", "escape ⟨ESC⟩]0;title⟨BEL⟩"],
    ["\u007f\u0085", "⟨DEL⟩⟨U+0085⟩"],
    ["invoice\u202Egnp.exe", "invoice⟨U+202E⟩gnp.exe"],
    ["\u2066isolated\u2069", "⟨U+2066⟩isolated⟨U+2069⟩"],
    ["zero\u200Bwidth\uFEFF", "zero⟨U+200B⟩width⟨U+FEFF⟩"],
    ["soft\u00ADhyphen", "soft⟨U+00AD⟩hyphen"],
    ["tag\u{E0041}", "tag⟨U+E0041⟩"],
    ["variant\u{E0101}", "variant⟨U+E0101⟩"],
    ["line\u2028separator", "line⟨U+2028⟩separator"],
    ["filler\u3164\uFFA0", "filler⟨U+3164⟩⟨U+FFA0⟩"],
    ["half a pair \uD83D", "half a pair ⟨U+D83D⟩"],
  ])("%j becomes %j", (raw, shown) => {
    expect(visibleText(raw)).toBe(shown);
  });

  it.each([
    ["emoji joined by zero-width joiners", "👩‍💻 👨‍👩‍👧"],
    ["an emoji variant", "❤️ ✔︎ 1️⃣"],
    ["a skin tone before a joiner", "👩🏽‍🔬"],
    ["Persian with a non-joiner", "می‌خواهم"],
    ["Hindi with a joiner", "क्‍ष"],
    ["umlauts, Chinese, Cyrillic", "Grüße 漢字 Привет"],
  ])("leaves %s alone", (_what, text) => {
    expect(visibleText(text)).toBe(text);
  });

  it("shows a joiner where no script or emoji needs one", () => {
    expect(visibleText("pass\u200Dword a\u200Cb x\uFE0F")).toBe("pass⟨U+200D⟩word a⟨U+200C⟩b x⟨U+FE0F⟩");
  });

  it("marks which pieces were hidden", () => {
    expect(visiblePieces("a\u202Eb")).toEqual([
      { text: "a", hidden: false },
      { text: "⟨U+202E⟩", hidden: true },
      { text: "b", hidden: false },
    ]);
    expect(visiblePieces("")).toEqual([]);
  });

  it("stays fast on long text", () => {
    const long = "word ".repeat(200_000);
    const started = performance.now();
    expect(visibleText(long)).toBe(long);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe("visibleName", () => {
  it.each([
    ["src/a b.ts", "src/a b.ts"],
    ["two\nlines\r\nand\ttabs", "two⟨LF⟩lines⟨CR⟩⟨LF⟩and⟨HT⟩tabs"],
    ["\u001b[31mred", "⟨ESC⟩[31mred"],
    ["invoice\u202Egnp.exe", "invoice⟨U+202E⟩gnp.exe"],
    ["<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
    ["caf\\xE9", "caf\\xE9"],
  ])("%j becomes %j", (raw, shown) => {
    expect(visibleName(raw)).toBe(shown);
  });
});

describe("withoutColourCodes", () => {
  it("drops colours and leaves every other escape", () => {
    expect(withoutColourCodes("\u001b[1;32mok\u001b[0m \u001b[2K\u001b[38:2:1:2:3mx")).toBe("ok \u001b[2Kx");
  });
});
