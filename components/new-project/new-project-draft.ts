import { z } from "zod";
import { Complexity, Language, ProjectKind, strategies, type BriefAssessment } from "#server/contract/briefs";
import type { CreateProjectInput } from "#server/contract/inputs";
import { emptyStart, StartDraft } from "#client/start-from/start-draft";
import { PermissionMode } from "#server/contract/statuses";

/** What a new project's form holds. Kept in the browser while it is being written. */
export const NewProjectDraft = z.object({
  brief: z.string(),
  title: z.string(),
  importance: z.int().min(1).max(10),
  urgency: z.int().min(1).max(10),
  permissionMode: PermissionMode,
  approvePlan: z.boolean(),
  // With defaults, so that a draft from before there was a choice is not lost.
  network: z.enum(["standard", "none", "own"]).default("standard"),
  hosts: z.string().default(""),
  private: z.boolean().default(false),
  start: StartDraft.default(emptyStart),
  /** As typed; null: the installation's default; empty: none. */
  budget: z.string().nullable().default(null),
  /** "detected": whatever is read out of the brief; "open": the Project Manager chooses. */
  language: z.enum(["detected", "open", ...Language.options]).default("detected"),
  kind: z.enum(["detected", ...ProjectKind.options]).default("detected"),
  complexity: z.enum(["detected", ...Complexity.options]).default("detected"),
  /** As typed; empty: by complexity. */
  maxAssignments: z.string().default(""),
  /** By role, as typed; empty: the settings'. */
  requests: z.object({ PROJECT_MANAGER: z.string(), DEVELOPER: z.string(), QUALITY_ASSURANCE: z.string() }).default({
    PROJECT_MANAGER: "",
    DEVELOPER: "",
    QUALITY_ASSURANCE: "",
  }),
  /** By role, as typed; empty: the settings'. */
  models: z.object({ PROJECT_MANAGER: z.string(), DEVELOPER: z.string(), QUALITY_ASSURANCE: z.string() }).default({
    PROJECT_MANAGER: "",
    DEVELOPER: "",
    QUALITY_ASSURANCE: "",
  }),
});
export type NewProjectDraft = z.infer<typeof NewProjectDraft>;

/** A form in which nothing has been said yet; the values are the server's own defaults. */
export const emptyDraft: NewProjectDraft = {
  brief: "",
  title: "",
  importance: 5,
  urgency: 5,
  permissionMode: "acceptEdits",
  approvePlan: false,
  network: "standard",
  hosts: "",
  private: false,
  start: emptyStart,
  budget: null,
  language: "detected",
  kind: "detected",
  complexity: "detected",
  maxAssignments: "",
  requests: { PROJECT_MANAGER: "", DEVELOPER: "", QUALITY_ASSURANCE: "" },
  models: { PROJECT_MANAGER: "", DEVELOPER: "", QUALITY_ASSURANCE: "" },
};

/** What a person has chosen, as the server takes it; what is left to detection is left out. */
export const choicesOf = ({
  language,
  kind,
  complexity,
  maxAssignments,
  requests,
  models,
}: NewProjectDraft): Pick<
  CreateProjectInput,
  "language" | "kind" | "complexity" | "maxAssignments" | "requestLimits" | "models"
> => ({
  ...(language !== "detected" && { language: language === "open" ? null : language }),
  ...(kind !== "detected" && { kind }),
  ...(complexity !== "detected" && { complexity }),
  ...(maxAssignments.trim() !== "" && { maxAssignments: Number(maxAssignments) }),
  requestLimits: Object.fromEntries(
    Object.entries(requests).flatMap(([role, text]) => (text.trim() === "" ? [] : [[role, Number(text.trim())]])),
  ),
  models: Object.fromEntries(Object.entries(models).filter(([, model]) => model.trim() !== "")),
});

/** What holds for a project as it stands in the form: a person's word, else what was read out of the brief. */
export const inForce = (
  { language, complexity: chosen, maxAssignments }: NewProjectDraft,
  assessment: BriefAssessment | null,
) => {
  const complexity = chosen === "detected" ? (assessment?.complexity.complexity ?? null) : chosen;
  const byComplexity = complexity === null ? undefined : strategies[complexity].maxAssignments;
  return {
    /** Null: not known, or left to the plan. */
    language: language === "detected" ? (assessment?.language.language ?? null) : language === "open" ? null : language,
    /** Null while there is nothing to go by. */
    complexity,
    /** Of the Developer; undefined: not known yet. */
    assignments: maxAssignments.trim() === "" ? byComplexity : Number(maxAssignments),
  };
};

const key = "spiral.new-project";

/** The draft that was left, or an empty one; whatever cannot be read counts as not there. */
export const readDraft = (storage: Pick<Storage, "getItem">): NewProjectDraft => {
  try {
    const stored = NewProjectDraft.safeParse(JSON.parse(storage.getItem(key) ?? "null"));
    return stored.success ? stored.data : emptyDraft;
  } catch {
    return emptyDraft;
  }
};

/** Keeps the draft. Storage may be full or forbidden; the form goes on without it. */
export const keepDraft = (storage: Pick<Storage, "setItem" | "removeItem">, draft: NewProjectDraft): void => {
  try {
    if (draft.brief === "" && draft.title === "") storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(draft));
  } catch {
    // Nothing to tell anybody: what is on the screen is unharmed.
  }
};
