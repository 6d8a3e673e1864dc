import type { Guard } from "./guard.ts";

/** What stands between people and the usage of others, between anybody and the metrics, and an export and a spreadsheet. */
export const usageGuards: readonly Guard[] = [
  {
    name: "usage-own-projects",
    cases: [],
    file: "server/domain/usage-report/usage-scope.ts",
    find: '...visibleRows(viewer, { owner: Prisma.sql`"ownerId"`, project: Prisma.sql`"projectId"` }),',
    replace: "",
    test: { file: "server/domain/usage-report/usage-report.test.ts", name: "is of one's own projects for a member" },
  },
  {
    name: "usage-own-calls",
    cases: [],
    file: "server/domain/usage-report/read-call.ts",
    find: "where: { id: callId, project: visibleTo(viewer) }",
    replace: "where: { id: callId }",
    test: { file: "server/domain/usage-report/usage-report.test.ts", name: "for whoever may see it" },
  },
  {
    name: "usage-names-of-others",
    cases: [],
    file: "server/domain/usage-report/read-name.ts",
    find: "prisma.project.count({ where: { id: key, ...project } })",
    replace: "prisma.project.count({ where: { id: key } })",
    test: { file: "server/domain/usage-report/usage-report.test.ts", name: "are not told to who may not see them" },
  },
  {
    name: "export-formulas",
    cases: [45],
    file: "server/http/csv.ts",
    find: "formula.test(value) ? `'${value}` : value",
    replace: "value",
    test: { file: "server/http/csv.test.ts" },
  },
  {
    name: "metrics-token",
    cases: [],
    file: "server/http/metrics.ts",
    find: "if (shown === undefined || !timingSafeEqual(digest(shown), digest(services.token)))",
    replace: "if (false)",
    test: { file: "server/http/metrics.test.ts", name: "only for who shows it" },
  },
];
