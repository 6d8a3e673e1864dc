import type { CheckResult } from "../../contract/outputs.ts";
import { limitInForce, limitsOf, readSettings } from "../../domain/settings/index.ts";
import { knownSecrets } from "../../platform/known-secrets.ts";
import { runCommand } from "../../sandbox/run-command.ts";
import { readWorkspaceFile } from "../../sandbox/workspace-files.ts";
import { detectChecks, lookedFor, type DetectedCheck } from "../checks/detect-checks.ts";
import { readTestCounts } from "../checks/test-counts.ts";
import type { StepContext } from "../step-context.ts";

const outputBytes = 64 * 1024;
const keptCharacters = 12_000;
const manifestBytes = 256 * 1024;

/** Runs the project's own checks in its workspace, each with a time limit, and shows them as they run. */
export const runChecks = async (context: StepContext, files: readonly string[]): Promise<CheckResult[]> => {
  const checks = detectChecks({
    files,
    packageJson: await readText(context, "package.json"),
    makefile: await readText(context, "Makefile"),
  });
  if (checks.length === 0) await context.runLog.append({ type: "check.none_found", looked: lookedFor });
  const results: CheckResult[] = [];
  for (const check of checks) results.push(await runCheck(context, check));
  return results;
};

const readText = async ({ room }: StepContext, file: string): Promise<string | null> => {
  const found = await readWorkspaceFile(room.workspace.filesPath, file, manifestBytes);
  return found.outcome === "read" ? found.content.toString("utf8") : null;
};

const runCheck = async (context: StepContext, { command, args, detectedBy }: DetectedCheck): Promise<CheckResult> => {
  const { domain, env, lease, runLog, room, signal } = context;
  const limits = limitsOf(await readSettings(domain), env);
  const sandbox = await room.sandbox();
  const shown = [command, ...args].join(" ");
  const blockId = `check-${lease.attemptId}-${shown}`;
  await runLog.append({ type: "check.started", command: shown, detectedBy });
  const result = await runCommand(sandbox, {
    command,
    args,
    cwd: sandbox.inside.workspacePath,
    env: { ...sandbox.environment, CI: "true" },
    // Tests may install what they need; no model is theirs to ask.
    doors: ["egress"],
    timeoutMs: limitInForce(limits, "checkSeconds") * 1_000,
    signal,
    maxOutputBytes: outputBytes,
    streams: "merged",
    leftovers: "end",
    onOutput: (text) => runLog.grow(blockId, "shell", text),
  });
  await runLog.finish(blockId);
  signal.throwIfAborted();
  const check: CheckResult = {
    command: shown,
    detectedBy,
    outcome: outcomeOf(result),
    exitStatus: result.exitStatus,
    ...readTestCounts(result.output),
    durationMs: result.durationMs,
    output:
      result.outcome === "not_started"
        ? `${command} is not installed on this machine.`
        : knownSecrets().redact(result.output).slice(-keptCharacters),
  };
  await runLog.append({ type: "check.finished", check });
  return check;
};

const outcomeOf = ({ outcome, exitStatus }: Awaited<ReturnType<typeof runCommand>>): CheckResult["outcome"] => {
  switch (outcome) {
    case "exited":
      return exitStatus === 0 ? "passed" : "failed";
    case "timed_out":
      return "timed_out";
    case "not_started":
      return "not_started";
    case "aborted":
      return "failed";
  }
};
