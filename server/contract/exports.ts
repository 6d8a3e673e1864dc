import { z } from "zod";
import { GitCredentialId, ProjectId } from "./ids.ts";
import { GitBranch, GitUrl } from "./sources.ts";

/** How accepted work leaves (R50): as a patch, as a bundle, or pushed to a branch that was not there before. */

const Wanted = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("patch") }),
  z.strictObject({ kind: z.literal("bundle") }),
  z.strictObject({
    kind: z.literal("push"),
    /** Null: where the project came from. */
    url: GitUrl.nullable().default(null),
    branch: GitBranch,
    credentialId: GitCredentialId.nullable().default(null),
  }),
]);

export const CreateExportInput = z.strictObject({ projectId: ProjectId, wanted: Wanted });
export type WantedExport = z.output<typeof Wanted>;
/** As a page sends it. */
export type WantedExportInput = z.input<typeof Wanted>;

/** As it is kept: with the address that was meant. */
export const ExportRequest = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("patch") }),
  z.object({ kind: z.literal("bundle") }),
  z.object({
    kind: z.literal("push"),
    url: z.string(),
    branch: z.string(),
    credentialId: GitCredentialId.nullable(),
  }),
]);
export type ExportRequest = z.infer<typeof ExportRequest>;

export const ExportResult = z.object({
  /** The accepted commit that it ends with. */
  commit: z.string(),
  /** Commits since what the project began with. */
  commits: z.int(),
  /** Of the file to download; null for a push. */
  bytes: z.int().nullable(),
});
export type ExportResult = z.infer<typeof ExportResult>;

export interface ExportView {
  readonly id: string;
  readonly request: ExportRequest;
  readonly status: "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED";
  readonly result: ExportResult | null;
  /** For people; null unless it failed. */
  readonly error: string | null;
  readonly createdAt: Date;
  /** Whether its file can still be downloaded. */
  readonly downloadable: boolean;
}

/** What a project's page needs to offer ways out. */
export interface ExportsView {
  readonly exports: readonly ExportView[];
  /** Where it came from, if that was a git host; a push goes there by itself. */
  readonly origin: { readonly url: string; readonly credentialId: string | null } | null;
  /** What a new branch would be called. */
  readonly branch: string;
  /** Nothing of it is pushed. */
  readonly private: boolean;
  /** Whether there is accepted work. */
  readonly ready: boolean;
}
