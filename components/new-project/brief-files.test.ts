import { describe, expect, it } from "vitest";
import { briefLimits } from "#server/contract/inputs";
import { textOfFiles, withFiles } from "./brief-files.ts";

describe("files for a brief", () => {
  it("are read as text; binary ones and too large ones are named", async () => {
    const { texts, problems } = await textOfFiles([
      new File(["héllo"], "a.txt"),
      new File([new Uint8Array([0xff, 0xfe, 0x00])], "b.png"),
      new File(["a\u0000b"], "c.bin"),
      new File(["x".repeat(4 * briefLimits.max + 1)], "d.log"),
    ]);
    expect(texts).toEqual([{ name: "a.txt", text: "héllo" }]);
    expect(problems).toEqual([
      "b.png is not a text file, or is a folder.",
      "c.bin is not a text file.",
      "d.log is too large for a brief.",
    ]);
  });

  it("stand below the brief: prose as it is, the rest under its name in a fence that it cannot close", () => {
    const { brief } = withFiles("Do it.\n", [
      { name: "notes.md", text: "# Notes\n" },
      { name: "x.py", text: "s = '```'\n" },
    ]);
    expect(brief).toBe("Do it.\n\n# Notes\n\n**x.py**\n\n````\ns = '```'\n````");
    expect(withFiles("", [{ name: "a.txt", text: "Only this." }]).brief).toBe("Only this.");
  });

  it("stay out whole where there is no room, and say so", () => {
    const { brief, problems } = withFiles("Do it.", [
      { name: "big.txt", text: "x".repeat(briefLimits.max) },
      { name: "small.txt", text: "ok" },
    ]);
    expect(brief).toBe("Do it.\n\nok");
    expect(problems).toEqual([expect.stringMatching(/^big\.txt was not added: .* 50,008 characters long, and 50,000/)]);
  });
});
