import { z } from "zod";
import type { AnalysisOptions, AnalysisResult, AnalysisTools } from "../provider.ts";
import type { CliLine, ResultLine } from "./cli-lines.ts";
import type { ClaudeCodeDeps } from "./deps.ts";
import { claudeEnvironment } from "./environment.ts";
import { FailureContext, providerError } from "./failure.ts";
import { errorWithoutResult, noBinary, withoutSecret } from "./outcome.ts";
import { hooksFor } from "./hooks.ts";
import { ownToolName, ownToolServers, plainToolName } from "./own-tools.ts";
import { runSession, type SessionControl, type SessionEnd } from "./session.ts";
import { createToolGate } from "./tool-gate.ts";
import { UsageTally, usageSince } from "./usage.ts";

/** Claude Code has the model hand its answer in by this tool, and lets it try again a few times when it does not fit. */
const answerTool = "StructuredOutput";
const maxTurns = 8;

/** Passes on the answer as it is written: the answer tool's input, which is the JSON text. */
const createAnswerReader = (onDelta: (text: string) => Promise<void>) => {
  let answerBlock: number | null = null;
  return async (line: CliLine): Promise<void> => {
    if (line.type !== "stream_event") return;
    const { event } = line;
    if (event.type === "content_block_start")
      answerBlock = event.content_block.name === answerTool ? event.index : null;
    if (event.type === "content_block_delta" && event.index === answerBlock && event.delta.partial_json) {
      await onDelta(event.delta.partial_json);
    }
  };
};

/** Answers one question through Claude Code, without tools but our own: for owners who have a subscription and no key. */
export const analyse = async <Schema extends z.ZodType>(
  deps: ClaudeCodeDeps,
  options: AnalysisOptions<Schema>,
): Promise<AnalysisResult<z.infer<Schema>>> => {
  if (options.signal.aborted) return { outcome: "aborted", usage: [] };
  if (deps.binaryPath === null) return { outcome: "failed", error: noBinary, usage: [] };
  const { sandbox } = options;
  if (sandbox === null) throw new Error("Claude Code needs a sandbox to run in.");
  const failures = new FailureContext();
  const tally = new UsageTally();
  const readAnswer = createAnswerReader(options.onDelta);
  const { ownTools } = options;
  const own = ownTools?.tools ?? [];
  const end = await runSession(
    {
      ...deps,
      sandbox,
      // It has no tools and needs no files.
      cwd: sandbox.inside.temporaryPath,
      env: claudeEnvironment({
        model: options.model,
        account: options.account,
        sandbox,
        idleTimeoutMs: options.timeoutMs,
        maxOutputTokens: options.maxOutputTokens,
      }),
      sdk: {
        pathToClaudeCodeExecutable: sandbox.inside.program(deps.binaryPath),
        model: options.model,
        systemPrompt: options.system,
        settingSources: [],
        strictMcpConfig: true,
        mcpServers: ownToolServers(own),
        mcpServersDelivery: "argv",
        tools: [],
        allowedTools: [answerTool, ...own.map(({ name }) => ownToolName(name))],
        permissionMode: "default",
        permissionPrompts: "none",
        persistSession: false,
        includePartialMessages: true,
        verbatimPrompts: true,
        maxTurns,
        outputFormat: {
          type: "json_schema",
          schema: z.toJSONSchema(options.schema, { target: "draft-7", io: "input" }),
        },
      },
      message: options.prompt,
      onLine: async (line) => {
        failures.see(line);
        tally.see(line);
        await readAnswer(line);
      },
      signal: options.signal,
      idleTimeoutMs: options.timeoutMs,
      totalTimeoutMs: options.timeoutMs,
    },
    (control) => (ownTools === null ? {} : decidingHooks(ownTools, control, options.timeoutMs)),
  );
  const usage =
    end.type === "result" ? usageSince({}, end.result.modelUsage, options.account.kind !== "scripted") : tally.totals();
  return { ...outcomeOf(end, failures, options), usage };
};

/** Only calls of our own tools are decided about; an analysis has no others. */
const decidingHooks = (
  { tools, decide }: AnalysisTools,
  control: SessionControl,
  longestWaitMs: number,
): ReturnType<typeof hooksFor> => {
  const { hooks } = hooksFor({
    ...control,
    gate: createToolGate("autonomous", decide, new Set(tools.map(({ name }) => name))),
    begins: () => undefined,
    mailbox: { collect: () => Promise.resolve(null) },
    nextModel: () => Promise.resolve(null),
    longestWaitMs,
  });
  return hooks === undefined ? {} : { hooks };
};

const outcomeOf = <Schema extends z.ZodType>(
  end: SessionEnd,
  failures: FailureContext,
  options: AnalysisOptions<Schema>,
) => {
  const { credential } = options.account;
  switch (end.type) {
    case "aborted":
      return { outcome: "aborted" } as const;
    case "timed_out":
    case "died":
      return {
        outcome: "failed",
        error: withoutSecret(errorWithoutResult(end, { total: "timeout" }), credential),
      } as const;
    case "result":
      if (end.result.is_error || end.result.subtype !== "success") {
        return { outcome: "failed", error: withoutSecret(failures.of(end.result), credential) } as const;
      }
      if (end.result.deferred_tool_use) {
        const { id, name, input } = end.result.deferred_tool_use;
        return { outcome: "deferred", toolUse: { toolUseId: id, name: plainToolName(name) ?? name, input } } as const;
      }
      return answerOf(end.result, options.schema);
  }
};

/** The CLI has checked the answer as JSON Schema; this is the product's own border, with what JSON Schema cannot say. */
const answerOf = <Schema extends z.ZodType>(result: ResultLine, schema: Schema) => {
  const answer = schema.safeParse(result.structured_output);
  if (answer.success) return { outcome: "completed", output: answer.data, durationMs: result.duration_ms } as const;
  const detail =
    result.structured_output === undefined
      ? "No answer in the demanded form was given."
      : z.prettifyError(answer.error);
  return { outcome: "failed", error: providerError("malformed_response", detail.slice(0, 1_000)) } as const;
};
