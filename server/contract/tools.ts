import { z } from "zod";
import { HostRule } from "./egress.ts";
import { ProjectId } from "./ids.ts";
import { CheckResult } from "./outputs.ts";
import type { RequestsOfAgent } from "./requests.ts";
import { AgentRole } from "./roles.ts";
import type { ProjectStatus } from "./statuses.ts";

/**
 * Tools that agents build (R24, R25): a folder with a manifest, an MCP server over stdio, its tests and its usage. What
 * a person accepts is one content of that folder, named by its hash, with the rights that its manifest declares.
 */

/** The name by which agents ask for a tool that they lack (tool-requests.ts); no other tool is called so. */
export const requestTool = "request_tool";

/** The manifest's place in a tool's folder. */
export const manifestFile = "tool.json";
/** How a tool is used: what the last phase of a build brings, and what people read first. */
export const usageFile = "USAGE.md";

/** A tool's folder may hold so much, so that a person can look through it. */
export const toolSize = { files: 200, bytes: 1024 * 1024 } as const;

/** Every agent that may use a tool is given its schema at every start: room for a few fields with their words. */
const schemaCharacters = 3_000;

/** A JSON Schema of an object: what MCP takes for a tool's input and output. */
const ObjectSchema = z
  .looseObject({ type: z.literal("object") })
  .refine(
    (schema) => JSON.stringify(schema).length <= schemaCharacters,
    `A schema may have at most ${schemaCharacters} characters.`,
  );

/** How many tools one agent is given at most, the project's own first: more than it could choose among. */
export const mostOffered = 20;

/** As agents call it. */
export const ToolName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{1,39}$/, "A short name in snake_case, from a to z")
  .refine((name) => name !== requestTool, `${requestTool} is a name of Spiral's own.`);

/**
 * What a tool may do while it is called; nothing else is there for it.
 * - files: the project's files: none of them, to be read, or to be changed, too.
 * - hosts: whom it may reach (contract/egress.ts). Nobody in a private network.
 * - seconds: how long a call may take; memoryMb: of all its processes together.
 */
export const ToolRights = z.strictObject({
  files: z.enum(["none", "read", "write"]),
  hosts: z
    .array(HostRule.refine((rule) => !rule.endsWith(" private"), "A tool reaches no private network."))
    .max(10, "A tool may name at most 10 hosts."),
  seconds: z.int().min(1).max(120),
  memoryMb: z.int().min(64).max(1_024),
});
export type ToolRights = z.infer<typeof ToolRights>;

export const ToolManifest = z.strictObject({
  name: ToolName,
  version: z.string().regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}$/, "Three numbers, such as 1.0.0"),
  /** For the agents that may use it. */
  description: z.string().trim().min(1).max(1_000),
  /** The program of the server, run by Node.js. */
  main: z
    .string()
    .max(200)
    .regex(/^(?!\/)(?!.*\.\.)[A-Za-z0-9_./-]+\.(?:js|mjs|cjs)$/, "A JavaScript file within the folder"),
  input: ObjectSchema,
  output: ObjectSchema,
  rights: ToolRights,
});
export type ToolManifest = z.infer<typeof ToolManifest>;

/** sha256 over everything in a tool's folder (server/tools/snapshot.ts), in hexadecimal. */
export const ToolHash = z.string().regex(/^[0-9a-f]{64}$/);

/** A version waits for a person until it is accepted or refused; one whose build went on is withdrawn. */
export const toolVersionStatuses = ["PROPOSED", "ACCEPTED", "REFUSED", "WITHDRAWN"] as const;
export const ToolVersionStatus = z.enum(toolVersionStatuses);
export type ToolVersionStatus = z.infer<typeof ToolVersionStatus>;

/** For whom a tool is: the project that asked for it, or all. */
export const ToolScope = z.enum(["project", "all"]);
export type ToolScope = z.infer<typeof ToolScope>;

export const ToolFile = z.object({ path: z.string(), bytes: z.int().min(0) });
export type ToolFile = z.infer<typeof ToolFile>;

/** What a person decides about (asks.ts): exactly this content, with exactly these rights. */
export const ToolProposal = z.object({
  versionId: z.string(),
  number: z.int().min(1),
  hash: ToolHash,
  manifest: ToolManifest,
  files: z.array(ToolFile),
  /** As the runner itself ran them on this content. */
  checks: z.array(CheckResult),
  /** The version in use that this one would follow. */
  previous: z.object({ versionId: z.string(), number: z.int(), version: z.string(), rights: ToolRights }).nullable(),
  /** Who has the tool already: of one that all projects have, an admin decides about the next version, for all of them. */
  scope: ToolScope.default("project"),
  /** The project that asked for it; null: somebody brought it from outside. */
  askedBy: z.object({ id: z.string(), title: z.string() }).nullable(),
  agents: z.array(AgentRole),
});
export type ToolProposal = z.infer<typeof ToolProposal>;

/** How a call of a tool ended. */
export const toolUseOutcomes = [
  "succeeded",
  /** The tool itself said that it could not do it. */
  "tool_error",
  /** Its process ended, or spoke no MCP. */
  "crashed",
  "timed_out",
  "flooded",
  /** It was not started: it is switched off, its content is not what was accepted, or there is no sandbox. */
  "refused",
] as const;
export const ToolUseOutcome = z.enum(toolUseOutcomes);
export type ToolUseOutcome = z.infer<typeof ToolUseOutcome>;

export const ToolInput = z.strictObject({ toolId: z.string().min(1).max(64) });
export const ToolVersionInput = z.strictObject({ versionId: z.string().min(1).max(64) });
export const ChangeToolInput = ToolInput.extend({ change: z.enum(["enable", "disable", "remove"]) });
export const BuildAgainInput = z.strictObject({ projectId: ProjectId, requestId: z.string().min(1).max(64) });
/** A packed tar in Base64, and the hash of what was looked at. */
export const BringInInput = z.strictObject({
  archive: z
    .base64()
    .min(1)
    .max(2 * toolSize.bytes, "A tool may have at most 1 MB."),
  hash: ToolHash,
});

/** How a tool that was approved is getting on. */
export interface ToolBuildView {
  /** The project that builds it. */
  readonly projectId: string;
  readonly status: ProjectStatus;
  /** The title of the phase at work, or of the last one. */
  readonly phase: string | null;
  readonly phasesDone: number;
  readonly phases: number;
  readonly requests: RequestsOfAgent;
  readonly agents: readonly AgentRole[];
  readonly deadline: string | null;
  readonly late: boolean;
  /** Null while there is no version of it. */
  readonly version: { readonly id: string; readonly status: ToolVersionStatus } | null;
  /** Why it has come to nothing, in words; null while it may still. */
  readonly failure: string | null;
}

export interface ToolVersionView {
  readonly id: string;
  readonly number: number;
  readonly status: ToolVersionStatus;
  readonly hash: string;
  readonly manifest: ToolManifest;
  readonly files: readonly ToolFile[];
  readonly checks: readonly CheckResult[];
  readonly createdAt: Date;
  /** The project whose runs made it; null: it was brought from outside. */
  readonly builtBy: { readonly id: string; readonly title: string } | null;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
  readonly reason: string | null;
}

/** What has come of a tool's calls. Milliseconds. */
export interface ToolUsageView {
  readonly calls: number;
  readonly failures: number;
  readonly medianMs: number | null;
  readonly lastUsedAt: Date | null;
}

export interface ToolView {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly scope: ToolScope;
  readonly project: { readonly id: string; readonly title: string } | null;
  readonly agents: readonly AgentRole[];
  readonly enabled: boolean;
  readonly current: ToolVersionView | null;
  readonly usage: ToolUsageView;
  /** Whether the viewer may change it. */
  readonly mayChange: boolean;
}

export interface ToolDetailView extends ToolView {
  /** For good; null: it is there. */
  readonly removedAt: Date | null;
  readonly versions: readonly ToolVersionView[];
  readonly recentUses: readonly {
    readonly id: string;
    readonly at: Date;
    readonly outcome: ToolUseOutcome;
    readonly detail: string | null;
    readonly durationMs: number;
    readonly project: { readonly id: string; readonly title: string };
  }[];
}

/** A tool from outside, as a person looks at it before deciding. No check of it has been run here. */
export interface BroughtTool {
  readonly hash: string;
  readonly manifest: ToolManifest;
  readonly files: readonly ToolFile[];
  /** Beside that of the version in use, if there is one. */
  readonly source: readonly ToolSourceFile[];
  /** The tool that all projects have under this name, whose next version it would be; null: it would be a new one. */
  readonly replaces: {
    readonly toolId: string;
    readonly enabled: boolean;
    readonly agents: readonly AgentRole[];
    readonly inUse: ToolProposal["previous"];
  } | null;
}

/** One file of a version, to be read and never run by a browser. */
export interface ToolSourceFile {
  readonly path: string;
  /** Null: it is no text. */
  readonly text: string | null;
  /** In the version before; null: it was not there, or was no text. Absent without a version before. */
  readonly before?: string | null;
  /** By its bytes; null: it is as it was. Absent without a version before. */
  readonly change?: "added" | "modified" | "deleted" | null;
}
