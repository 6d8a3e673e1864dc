import type { AuditProblem } from "../../contract/audit.ts";
import { providerLabels } from "../../contract/provider-kinds.ts";
import type {
  ComponentHealth,
  HealthComponent,
  HealthStatus,
  HealthView,
  SystemFinding,
} from "../../contract/views.ts";
import { installationAccount, type ResolvedAccount } from "../accounts/index.ts";
import { lastAuditCheck } from "../audit/index.ts";
import type { Domain } from "../domain.ts";
import { runnerStatus, type RunnerStatus } from "../runners/index.ts";
import { readDatabase } from "./database.ts";
import { readDisk } from "./disk.ts";
import { judgeSandbox } from "./sandbox.ts";
import { lastLedgerCheck } from "../usage/index.ts";
import { productVersion } from "./version.ts";

const severity = { healthy: 0, degraded: 1, unhealthy: 2 } as const satisfies Record<HealthStatus, number>;

const unseen: ComponentHealth = { status: "degraded", detail: "Unknown while the database is away." };

export const judgeRunner = ({ alive, lastSeenAt }: RunnerStatus): ComponentHealth => {
  if (alive > 0)
    return { status: "healthy", detail: alive === 1 ? "One runner is at work." : `${alive} runners are at work.` };
  const lastSeen =
    lastSeenAt === null ? "none has ever reported" : `the last one reported at ${lastSeenAt.toISOString()}`;
  return { status: "unhealthy", detail: `No runner is alive; ${lastSeen}.` };
};

/** The runner's own words name versions and paths; in public there are these. */
const claudeCodeHealth = {
  ok: { status: "healthy", detail: "Found where the runner is." },
  warning: { status: "degraded", detail: "Found where the runner is, with a warning (see Settings)." },
  missing: { status: "unhealthy", detail: "Not found where the runner is (see Settings)." },
} as const satisfies Record<SystemFinding["status"], ComponentHealth>;

const judgeClaudeCode = ({ findings }: RunnerStatus): ComponentHealth =>
  findings === null
    ? { status: "degraded", detail: "Unknown: no runner has reported yet." }
    : claudeCodeHealth[findings.claudeCode.status];

const judgeProvider = (account: ResolvedAccount): ComponentHealth => {
  if (account.kind === null)
    return { status: "degraded", detail: "No provider is set up for your own briefs; the sample works without one." };
  const { name, detail } = providerLabels[account.kind];
  return { status: "healthy", detail: `${name} (${detail}) is set up; whether it answers is tried in Settings.` };
};

export const judgeLedger = (check: Awaited<ReturnType<typeof lastLedgerCheck>>): ComponentHealth => {
  if (check === null) return { status: "healthy", detail: "Not checked yet; a runner does it when it has started." };
  const { at: checkedAt, report } = check;
  const { calls, drift, unpriced, unknown } = report;
  const count = (figure: number): string => figure.toLocaleString("en");
  const counted = `${count(calls)} calls, drift ${count(drift)}, ${count(unpriced)} unpriced, ${count(unknown)} of unknown usage`;
  return drift === 0
    ? { status: "healthy", detail: `The books balance: ${counted}.`, checkedAt }
    : {
        status: "degraded",
        detail: `The books do not balance: ${counted}. npm run ledger:check says where.`,
        checkedAt,
      };
};

const problemWords = {
  altered: ({ sequence }) => `entry ${sequence} is not what was written`,
  missing: ({ sequence }) => `entries before ${sequence} are missing`,
  unchained: ({ sequence }) => `${sequence} were written past the chain`,
  cut: ({ sequence }) => `the last ones, up to ${sequence}, are missing`,
} as const satisfies Record<AuditProblem["kind"], (problem: AuditProblem) => string>;

export const judgeAudit = (check: Awaited<ReturnType<typeof lastAuditCheck>>): ComponentHealth => {
  if (check === null) return { status: "healthy", detail: "Not checked yet; a runner does it when it has started." };
  const { at: checkedAt, report } = check;
  const { entries, whole, problems } = report;
  if (whole) return { status: "healthy", detail: `Audit chain: ${entries} entries, whole.`, checkedAt };
  const found = problems.map((problem) => problemWords[problem.kind](problem)).join(", ");
  return { status: "degraded", detail: `Audit chain: broken among ${entries} entries: ${found}.`, checkedAt };
};

const worst = (components: HealthView["components"]): HealthStatus =>
  Object.values(components).reduce<HealthStatus>(
    (found, { status }) => (severity[status] > severity[found] ? status : found),
    "healthy",
  );

/**
 * The state of every component, measured now. Public: details carry no names of machines, paths, accounts or keys.
 * Never throws: a component that cannot be asked is part of the answer.
 */
export const readHealth = async (
  domain: Pick<Domain, "prisma" | "clock" | "environment">,
  { dataDir }: { dataDir: string },
): Promise<HealthView> => {
  const [database, disk] = await Promise.all([readDatabase(domain), readDisk(dataDir)]);
  const seen = database.status === "unhealthy" ? null : await lookAround(domain).catch(() => null);
  const components: Record<HealthComponent, ComponentHealth> = {
    database,
    runner: seen?.runner ?? unseen,
    sandbox: seen?.sandbox ?? unseen,
    claudeCode: seen?.claudeCode ?? unseen,
    provider: seen?.provider ?? unseen,
    ledger: seen?.ledger ?? unseen,
    audit: seen?.audit ?? unseen,
    disk,
  };
  return { status: worst(components), version: productVersion, components };
};

const lookAround = async (
  domain: Pick<Domain, "prisma" | "clock" | "environment">,
): Promise<Record<"runner" | "sandbox" | "claudeCode" | "provider" | "ledger" | "audit", ComponentHealth>> => {
  const status = await runnerStatus(domain);
  const account = await installationAccount(domain);
  return {
    runner: judgeRunner(status),
    sandbox: judgeSandbox(status),
    claudeCode: judgeClaudeCode(status),
    provider: judgeProvider(account),
    ledger: judgeLedger(await lastLedgerCheck(domain)),
    audit: judgeAudit(await lastAuditCheck(domain)),
  };
};
