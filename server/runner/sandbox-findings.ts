import { tallyProbes } from "../contract/sandbox-report.ts";
import type { SystemFinding } from "../contract/views.ts";
import type { RunnerFindings } from "../domain/runners/index.ts";
import type { Sandboxing } from "./sandboxing.ts";

type SandboxFindings = Pick<RunnerFindings, "sandbox" | "sandboxOff" | "sandboxReport">;

/** What a runner says of its sandbox. Pure. */
export const sandboxFindings = (sandboxing: Sandboxing): SandboxFindings => ({
  sandbox: sandboxFinding(sandboxing),
  sandboxOff: sandboxing.unsafe,
  sandboxReport: sandboxing.report,
});

const probesInWords = ({ probes }: NonNullable<Sandboxing["report"]>): string => {
  const { refused, applicable } = tallyProbes(probes);
  return `${refused} of ${applicable} attempts to get out were refused`;
};

const sandboxFinding = ({ walls, missing, unsafe, report }: Sandboxing): SystemFinding => {
  if (unsafe) {
    return {
      status: "warning",
      detail: "Switched off (SPIRAL_UNSAFE_NO_SANDBOX): agents run as the user that started Spiral.",
      fix: "Remove SPIRAL_UNSAFE_NO_SANDBOX and start Spiral again.",
    };
  }
  if (walls === null || missing !== null) {
    const { detail, fix } = missing ?? { detail: "There is no sandbox.", fix: "Install bubblewrap." };
    return { status: "missing", detail: `${detail} Agents do not start; only the built-in samples run.`, fix };
  }
  const { profile, cgroups, toolchains } = walls;
  const names = [...new Set(toolchains.toolchains.map(({ name }) => name))];
  const parts = [
    profile === "service" ? "Bubblewrap, a user per project" : "Bubblewrap, as the user that started Spiral",
    cgroups === null ? "memory not limited (no cgroups)" : `memory limited by cgroups v${cgroups.version}`,
    ...(names.length === 0 ? [] : [`toolchains: ${names.join(", ")}`]),
    report === null ? "its self-test has not ended yet" : probesInWords(report),
  ];
  return { status: "ok", detail: `${parts.join("; ")}.`, fix: null };
};
