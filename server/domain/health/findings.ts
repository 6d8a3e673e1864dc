import { providerLabels } from "../../contract/provider-kinds.ts";
import type { HealthStatus, SystemFinding, SystemFindings } from "../../contract/views.ts";
import { installationAccount, type ResolvedAccount } from "../accounts/index.ts";
import type { Domain } from "../domain.ts";
import { runnerStatus } from "../runners/index.ts";
import { readDatabase } from "./database.ts";
import { readDisk } from "./disk.ts";
import { judgeRunner } from "./health.ts";
import { unreported } from "./unreported.ts";

const toFinding = { healthy: "ok", degraded: "warning", unhealthy: "missing" } as const satisfies Record<
  HealthStatus,
  SystemFinding["status"]
>;

const finding = ({ status, detail }: { status: HealthStatus; detail: string }, fix: string): SystemFinding => ({
  status: toFinding[status],
  detail,
  fix: status === "healthy" ? null : fix,
});

const ofAccount = (account: ResolvedAccount): SystemFinding =>
  account.kind === null
    ? { status: "missing", detail: "No API key and no signed-in Claude Code.", fix: account.fix }
    : {
        status: "ok",
        detail: `${providerLabels[account.kind].name}: ${providerLabels[account.kind].detail}.`,
        fix: null,
      };

/** What is on this installation, each with the fix where it is missing; for the page after set-up. */
export const readFindings = async (
  domain: Pick<Domain, "prisma" | "clock" | "environment">,
  { dataDir }: { dataDir: string },
): Promise<SystemFindings> => {
  const [database, disk, runner] = await Promise.all([readDatabase(domain), readDisk(dataDir), runnerStatus(domain)]);
  const account = await installationAccount(domain);
  return {
    database: finding(database, "Check that PostgreSQL runs, or DATABASE_URL."),
    disk: finding(disk, "Free some space on the disk of SPIRAL_DATA_DIR."),
    git: runner.findings?.git ?? unreported,
    claudeCode: runner.findings?.claudeCode ?? unreported,
    account: ofAccount(account),
    ollama: runner.findings?.ollama ?? unreported,
    sandbox: runner.findings?.sandbox ?? unreported,
    runner: finding(judgeRunner(runner), "Start a runner (npm start brings one; npm run runner starts one alone)."),
  };
};
