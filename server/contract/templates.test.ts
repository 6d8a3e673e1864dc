import { describe, expect, it } from "vitest";
import { assessBrief } from "../domain/briefs/index.ts";
import { builtInTemplates, CreateTemplateInput, fillTemplate, variablesOf } from "./templates.ts";

describe("a template", () => {
  const body = "Port {{from}} to {{to: the new language}}.\n\n{{notes?: anything else}}\n\nKeep {{from}} working.";

  it("has each gap once, with what belongs there", () => {
    expect(variablesOf(body)).toEqual([
      { name: "from", hint: null, optional: false },
      { name: "to", hint: "the new language", optional: false },
      { name: "notes", hint: "anything else", optional: true },
    ]);
  });

  it("becomes a brief, and an empty optional gap leaves no trace", () => {
    expect(fillTemplate(body, { from: " Perl ", to: "Go" })).toEqual({
      brief: "Port Perl to Go.\n\nKeep Perl working.",
      missing: [],
    });
    expect(fillTemplate(body, { from: "Perl", to: "Go", notes: "Soon." }).brief).toContain("\n\nSoon.\n\n");
  });

  it("names every gap that is not filled", () => {
    expect(fillTemplate(body, { from: "  " })).toEqual({ brief: null, missing: ["from", "to"] });
    expect(fillTemplate("{{constructor}}", {}).missing).toEqual(["constructor"]);
  });

  it("takes what is put in as it is", () => {
    expect(fillTemplate("Say {{a}} and {{b}}.", { a: "{{b}}", b: "$&" }).brief).toBe("Say {{b}} and $&.");
  });

  it.each([
    "{{Name}} of what is wanted",
    "{{a b}} of what is wanted",
    "Say {{a} and nothing else",
    "Say a}} to somebody",
  ])("with a mistyped gap is refused: %s", (wrong) => {
    expect(CreateTemplateInput.safeParse({ name: "x", body: wrong }).error?.issues[0]?.message).toMatch(/A gap is/);
  });
});

describe("the built-in templates", () => {
  it.each(builtInTemplates.map((template) => [template.name, template] as const))("%s can be used", (_, template) => {
    const { name, description, body } = template;
    expect(CreateTemplateInput.safeParse({ name, description, body }).success).toBe(true);
    const values = Object.fromEntries(variablesOf(body).map((variable) => [variable.name, "something"]));
    expect(fillTemplate(body, values).brief).not.toContain("{{");
  });

  it("ask for what they say: documents for analyses, software for the rest", () => {
    const kinds = builtInTemplates.map(({ id, body }) => {
      const values = Object.fromEntries(variablesOf(body).map(({ name }) => [name, "the repository"]));
      return [id, assessBrief(fillTemplate(body, values).brief ?? "").kind.kind];
    });
    expect(Object.fromEntries(kinds)).toEqual({
      "code-generation": "build",
      "code-review": "analysis",
      "architecture-analysis": "analysis",
      "security-audit": "build",
      "test-suite": "build",
      documentation: "analysis",
      migration: "build",
    });
  });
});
