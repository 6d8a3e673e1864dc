import { tallyProbes } from "../../contract/sandbox-report.ts";
import type { HealthStatus, SandboxView } from "../../contract/views.ts";
import type { Domain } from "../domain.ts";
import { runnerStatus, type RunnerStatus } from "../runners/index.ts";
import { unreported } from "./unreported.ts";

/** What the sandbox's state means for the installation: in public, so figures and no paths. Pure. */
export const judgeSandbox = ({
  findings,
}: Pick<RunnerStatus, "findings">): { readonly status: HealthStatus; readonly detail: string } => {
  if (findings === null) return { status: "degraded", detail: "Unknown: no runner has reported yet." };
  const { sandbox, sandboxOff, sandboxReport } = findings;
  if (sandboxOff) return { status: "degraded", detail: "Switched off by this installation's owner." };
  const tally = sandboxReport === null ? null : tallyProbes(sandboxReport.probes);
  if (sandbox.status === "missing") {
    return tally === null || tally.reached.length === 0
      ? { status: "unhealthy", detail: "There is none where the runner is, so agents do not start." }
      : {
          status: "unhealthy",
          detail: `${tally.reached.length} of ${tally.applicable} probes were not refused, so agents do not start.`,
        };
  }
  if (tally === null) return { status: "degraded", detail: "Its self-test has not ended yet." };
  return { status: "healthy", detail: `${tally.refused} of ${tally.applicable} probes refused.` };
};

/** What the newest runner says of its sandbox, probe by probe. */
export const readSandbox = async (domain: Pick<Domain, "prisma" | "clock">): Promise<SandboxView> => {
  const { findings } = await runnerStatus(domain);
  return { finding: findings?.sandbox ?? unreported, report: findings?.sandboxReport ?? null };
};
