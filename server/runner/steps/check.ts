import type { Evidence } from "../../contract/outputs.ts";
import { phaseOf, type Step } from "../step-context.ts";
import { nothingUsed } from "./reports.ts";
import { runChecks } from "./run-checks.ts";
import { openWorkspace } from "./workspace-tools.ts";

const diffBytes = 200_000;
const listedFiles = 20_000;

/**
 * Collects the evidence that acceptance rests on: what changed since the last accepted phase, and whether the
 * project's own checks pass. The runner does it itself; no agent has a say in it. Safe to repeat.
 */
export const check: Step = async (context) => {
  const { phase } = phaseOf(context);
  const git = await openWorkspace(context);
  const base = phase.baseCommit ?? (await git.head());
  const { changedFiles, files, diff, diffTruncated } = await git.look(base, { diffBytes, files: listedFiles });
  await context.runLog.append({ type: "files.changed", files: changedFiles });
  const checks = await runChecks(context, files);
  const output: Evidence = { changedFiles, checks, diff, diffTruncated };
  return { ...nothingUsed, result: { type: "succeeded", operation: "CHECK", output } };
};
