import { AuditFilter } from "../../server/contract/audit.ts";

const names = ["actor", "group", "project", "from", "to"] as const satisfies readonly (keyof AuditFilter)[];

/** What the audit page's address filters by: `?group=answers&from=2026-11-01`. What it does not understand is not said. */
export const parseAuditAddress = (params: Pick<URLSearchParams, "get">): AuditFilter => {
  const filter: Record<string, unknown> = {};
  for (const name of names) {
    const value = params.get(name);
    // Each for itself: one that cannot be read does not undo the others.
    if (value !== null && AuditFilter.safeParse({ [name]: value }).success) filter[name] = value;
  }
  return AuditFilter.parse(filter);
};

/** The parameters of a filter, in one order. */
export const auditParams = (filter: AuditFilter): URLSearchParams => {
  const params = new URLSearchParams();
  for (const name of names) {
    const value = filter[name];
    if (value !== undefined) params.set(name, value);
  }
  return params;
};
