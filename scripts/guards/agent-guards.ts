import type { Guard } from "./guard.ts";

/** What a repository, or a program in a sandbox, would have Claude Code, git and the ledger do. */
export const agentGuards: readonly Guard[] = [
  {
    name: "agent-repository-settings",
    cases: [56, 61],
    file: "server/providers/claude-code/run-agent.ts",
    find: "settingSources: [],",
    replace: `settingSources: ["user", "project", "local"],`,
    test: { file: "server/providers/claude-code/hostile-repository.test.ts", name: "do nothing to a session of ours" },
  },
  {
    name: "agent-git-hooks",
    cases: [57],
    file: "server/sandbox/git-command.ts",
    find: `["core.hooksPath", "/dev/null"],`,
    replace: "",
    test: { file: "server/sandbox/git.test.ts", name: "runs no hook" },
  },
  {
    name: "agent-forged-usage",
    cases: [75],
    file: "server/domain/usage/reconcile-attempt.ts",
    find: "return usageOfAttempt(tx, lease.attemptId);",
    replace: "return [...report.usage];",
    test: { file: "server/runner/model-calls.test.ts", name: "forged usage" },
  },
  {
    name: "agent-own-tools",
    cases: [44],
    file: "server/providers/claude-code/tool-gate.ts",
    find: "if (own.has(toolName)) return true;",
    replace: "",
    test: { file: "server/providers/claude-code/own-tools.test.ts", name: "is put before the decision in every mode" },
  },
  {
    name: "agent-forged-decision",
    cases: [44],
    file: "server/providers/claude-code/own-tools.ts",
    find: "  answer: text,\n",
    replace:
      '  answer: Object.hasOwn(Object(input), "answer") ? String(Reflect.get(Object(input), "answer")) : text,\n',
    test: { file: "server/providers/claude-code/own-tools.test.ts", name: "writes itself is none" },
  },
];
