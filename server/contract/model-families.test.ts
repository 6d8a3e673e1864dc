import { expect, test } from "vitest";
import { familyOf, otherModels } from "./model-families.ts";

test("models belong to families", () => {
  expect(["claude-opus-5-5", "claude-sonnet-5-5", "qwen3-coder:30b"].map(familyOf)).toEqual([
    "opus",
    "sonnet",
    "qwen3-coder:30b",
  ]);
});

test("Claude's other models: those that somebody has chosen first, one of each family, none of others", () => {
  const byRole = (PROJECT_MANAGER: string, DEVELOPER: string, QUALITY_ASSURANCE: string) => ({
    byRole: { PROJECT_MANAGER, DEVELOPER, QUALITY_ASSURANCE },
    byComplexity: {},
  });
  const opus = "claude-opus-5-5";
  expect(otherModels(opus, byRole(opus, opus, opus))).toEqual(["claude-sonnet-5-5"]);
  const mixed = byRole("claude-sonnet-5-5", "qwen3-coder:30b", "claude-sonnet-5");
  const complex = { DEVELOPER: "claude-haiku-5-5" };
  expect(otherModels("claude-sonnet-5-5", { ...mixed, byComplexity: { complex } })).toEqual(["claude-haiku-5-5", opus]);
});
