import { z } from "zod";
import { ProjectSource } from "#server/contract/sources";

/** What a person has chosen to start from, as far as they have come. */
export const StartDraft = z.object({
  kind: z.enum(["empty", "archive", "git", "folder"]),
  upload: z.object({ id: z.string(), name: z.string(), bytes: z.number() }).nullable(),
  url: z.string(),
  branch: z.string(),
  /** Empty: none. */
  credentialId: z.string(),
  path: z.string(),
});
export type StartDraft = z.infer<typeof StartDraft>;

export const emptyStart: StartDraft = { kind: "empty", upload: null, url: "", branch: "", credentialId: "", path: "" };

type SourceInput = z.input<typeof ProjectSource>;

/** As the server takes it, not checked; null: nothing to start from. */
export const sourceOf = (draft: StartDraft): SourceInput | null => {
  switch (draft.kind) {
    case "empty":
      return null;
    case "archive":
      return { kind: "archive", uploadId: draft.upload?.id ?? "" };
    case "git":
      return {
        kind: "git",
        url: draft.url,
        branch: draft.branch.trim() === "" ? null : draft.branch,
        credentialId: draft.credentialId === "" ? null : draft.credentialId,
      };
    case "folder":
      return { kind: "folder", path: draft.path };
  }
};

/** What is wrong, by field; empty where nothing is. */
export const checkStart = (draft: StartDraft): Readonly<Record<string, string>> => {
  if (draft.kind === "empty") return {};
  if (draft.kind === "archive" && draft.upload === null) return { archive: "Choose the archive to start from." };
  const result = ProjectSource.safeParse(sourceOf(draft));
  if (result.success) return {};
  const found: Record<string, string> = {};
  for (const { path, message } of result.error.issues) found[String(path[0] ?? "url")] ??= message;
  return found;
};
