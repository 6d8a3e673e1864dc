import { type AgentRole, operations, Operation } from "../../contract/roles.ts";
import type { UsageFilter } from "../../contract/usage-query.ts";
import { Prisma } from "../../db/generated/client.ts";
import { visibleRows } from "../projects/index.ts";
import type { UsageQuestion } from "./usage-scope.ts";

/** A question's conditions on what is not the ledger: projects (p) and runs (r). */

export const all = (conditions: readonly Prisma.Sql[]): Prisma.Sql =>
  conditions.length === 0 ? Prisma.sql`TRUE` : Prisma.join([...conditions], " AND ");

export const equals = (column: Prisma.Sql, value: string | undefined): Prisma.Sql[] =>
  value === undefined ? [] : [Prisma.sql`${column} = ${value}`];

export const ofProjects = (viewer: UsageQuestion["viewer"], { project, user }: UsageFilter): Prisma.Sql =>
  all([
    ...visibleRows(viewer, { owner: Prisma.sql`p."ownerId"`, project: Prisma.sql`p."id"` }),
    ...equals(Prisma.sql`p."ownerId"`, user),
    ...equals(Prisma.sql`p."id"`, project),
  ]);

export const ofRuns = ({ phase, role }: UsageFilter): Prisma.Sql =>
  all([
    ...equals(Prisma.sql`COALESCE(r."phaseId", '')`, phase),
    ...(role === undefined ? [] : [Prisma.sql`r."operation"::text = ANY(${operationsOf(role)}::text[])`]),
  ]);

const operationsOf = (role: AgentRole | ""): Operation[] =>
  Operation.options.filter((operation) => (operations[operation].role ?? "") === role);
