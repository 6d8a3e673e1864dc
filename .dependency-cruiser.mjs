/**
 * The import table of docs/architecture.md as errors: which part of the house may use which.
 * @type {import("dependency-cruiser").IConfiguration}
 */
const own = (folder) => `^${folder}/`;

/** Everything that is not listed as allowed for a part is forbidden to it. */
const only = (name, from, allowed, fromNot) => ({
  name,
  severity: "error",
  comment: `${name}: see the import table in docs/architecture.md`,
  from: { path: from, pathNot: [...(fromNot ?? []), "\\.test\\.tsx?$"] },
  to: { path: "^(app|components|server|scripts|bench|e2e|proxy|instrumentation)", pathNot: allowed },
});

const contract = own("server/contract");
const platform = own("server/platform");

export default {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-orphans",
      severity: "error",
      from: {
        orphan: true,
        pathNot: [
          "\\.(test|config|setup)\\.",
          "^(scripts|bench|e2e|app|prisma)/",
          "^(proxy|instrumentation|next-env)",
          "\\.d\\.ts$",
        ],
      },
      to: {},
    },
    { name: "not-to-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "nothing-imports-tests-and-tools",
      severity: "error",
      from: {
        path: "^(app|components|server)/",
        pathNot: ["\\.test\\.tsx?$", "^server/testing/", "testing-model\\.ts$"],
      },
      to: { path: "^(server/testing|scripts|bench|e2e)/" },
    },

    only("contract", own("server/contract"), [contract]),
    only("components", own("components"), [own("components"), contract, "^server/trpc/root\\.ts$"]),
    {
      name: "components-know-only-the-router's-type",
      severity: "error",
      from: { path: own("components") },
      to: { path: "^server/trpc/root\\.ts$", dependencyTypesNot: ["type-only"] },
    },
    only("app", own("app"), [
      own("app"),
      own("components"),
      own("server/trpc"),
      own("server/http"),
      own("server/auth"),
      own("server/realtime"),
      contract,
    ]),
    only("trpc", own("server/trpc"), [
      own("server/trpc"),
      own("server/domain"),
      own("server/realtime"),
      own("server/auth"),
      contract,
      platform,
    ]),
    only("http", own("server/http"), [
      own("server/http"),
      own("server/trpc"),
      own("server/domain"),
      own("server/realtime"),
      own("server/auth"),
      own("server/sandbox"),
      own("server/archives"),
      own("server/tools"),
      contract,
      platform,
    ]),
    only("auth", own("server/auth"), [
      own("server/auth"),
      "^server/domain/(users/index|domain)\\.ts$",
      contract,
      platform,
    ]),
    only("realtime", own("server/realtime"), [
      own("server/realtime"),
      "^server/domain/(events/index|projects/index|domain)\\.ts$",
      own("server/db"),
      contract,
      platform,
    ]),
    only("runner", own("server/runner"), [
      own("server/runner"),
      own("server/domain"),
      own("server/queue"),
      own("server/agents"),
      own("server/providers"),
      own("server/sandbox"),
      own("server/gateway"),
      own("server/egress"),
      own("server/archives"),
      own("server/tools"),
      own("server/db"),
      contract,
      platform,
    ]),
    only("gateway", own("server/gateway"), [
      own("server/gateway"),
      "^server/providers/anthropic/(classify|usage)\\.ts$",
      contract,
      platform,
    ]),
    only("egress", own("server/egress"), [own("server/egress"), contract, platform]),
    only("archives", own("server/archives"), [
      own("server/archives"),
      "^server/sandbox/(opened-folder|walk-folder|list-workspace-files)\\.ts$",
    ]),
    only("tools", own("server/tools"), [own("server/tools"), contract]),
    only("agents", own("server/agents"), [own("server/agents"), contract]),
    only(
      "providers",
      own("server/providers"),
      [own("server/providers"), own("server/sandbox"), contract, platform],
      // Tests are run with the tools that the Developer is really given.
      ["testing-options\\.ts$"],
    ),
    only("sandbox", own("server/sandbox"), [own("server/sandbox"), contract, platform]),
    only("queue", own("server/queue"), [own("server/queue"), own("server/db"), contract, platform]),
    only("db", own("server/db"), [own("server/db"), contract, platform]),
    only("platform", own("server/platform"), [platform, contract]),
    only("domain", own("server/domain"), [
      own("server/domain"),
      own("server/db"),
      own("server/queue"),
      own("server/tools"),
      "^server/sandbox/(list-)?workspace-files\\.ts$",
      contract,
      platform,
    ]),
    {
      name: "domain-by-index",
      comment: "Another noun's folder is entered by its index.ts",
      severity: "error",
      from: { path: "^server/domain/([^/]+)/.+", pathNot: "\\.test\\.ts$" },
      to: { path: "^server/domain/([^/]+)/.+", pathNot: ["^server/domain/$1/", "^server/domain/[^/]+/index\\.ts$"] },
    },
    {
      name: "domain-from-outside-by-index",
      severity: "error",
      from: { path: "^(app|server|scripts)/", pathNot: ["^server/domain/", "\\.test\\.ts$", "^server/testing/"] },
      to: { path: "^server/domain/[^/]+/.+", pathNot: ["^server/domain/[^/]+/index\\.ts$"] },
    },
    {
      name: "no-next-or-react-below-trpc-http-auth",
      severity: "error",
      from: { path: "^server/", pathNot: ["^server/(trpc|http|auth)/"] },
      to: { path: "node_modules/(next|react|react-dom|next-auth)/" },
    },
    {
      name: "only-auth-imports-next-auth",
      severity: "error",
      from: { path: "^(app|components|server)/", pathNot: ["^server/auth/", "^components/(auth|sign-in)/"] },
      to: { path: "node_modules/next-auth/" },
    },
    {
      name: "only-domain-and-db-know-prisma",
      severity: "error",
      from: { path: "^(app|components|server)/", pathNot: ["^server/(domain|db|queue|testing)/", "\\.test\\.ts$"] },
      to: { path: "^server/db/generated/" },
    },
  ],
  options: {
    doNotFollow: { path: ["node_modules", "^server/db/generated"] },
    exclude: { path: "^(\\.next|\\.spiral|test-results)/" },
    tsPreCompilationDeps: true,
    parser: "swc",
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
    },
    skipAnalysisNotInRules: true,
  },
};
