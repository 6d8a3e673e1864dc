import type { LimitName, LimitsView, LimitView, UpdateLimitsInput } from "../../contract/limits.ts";
import type { RequestLimits } from "../../contract/requests.ts";
import { settings, type SettingValues } from "../../contract/settings.ts";
import type { Env } from "../../platform/env.ts";

/** What the environment says of time-outs: their defaults. */
export type TimeoutEnvironment = Pick<
  Env,
  "SPIRAL_RUN_IDLE_TIMEOUT_S" | "SPIRAL_RUN_TOTAL_TIMEOUT_S" | "SPIRAL_CHECK_TIMEOUT_S"
>;

/** Limits whose default is not the environment's. */
type OwnKey =
  | "limits.activeProjects"
  | "limits.turnsPerRun"
  | "limits.refinementsPerPhase"
  | "limits.managerRequests"
  | "limits.developerRequests"
  | "limits.qaRequests"
  | "limits.toolDeveloperPercent"
  | "timeouts.permissionSeconds"
  | "timeouts.keepProcessSeconds";

/** The time-outs of one machine that carries runs out, by its environment; in seconds. */
export interface RunnerTimeouts {
  readonly host: string;
  readonly timeouts: Readonly<Record<TimeoutName, number>>;
}
type TimeoutName = "runIdleSeconds" | "runTotalSeconds" | "checkSeconds";

/**
 * Every limit: what an admin has set, where something is set, and what holds otherwise.
 * @param runners the machines whose environment decides; of none, the caller's own counts
 */
export const limitsOf = (
  values: SettingValues,
  environment: TimeoutEnvironment,
  runners: readonly RunnerTimeouts[] = [],
): LimitsView => {
  const ofSetting = (key: OwnKey): LimitView => ({
    own: values[key] === settings[key].default ? null : values[key],
    standard: settings[key].default,
    origin: { from: "product" },
  });
  const ofEnvironment = (name: TimeoutName, here: number): LimitView => {
    const machines = runners.map(({ host, timeouts }) => ({ host, value: timeouts[name] }));
    return {
      own: values[`timeouts.${name}`],
      standard: machines[0]?.value ?? here,
      origin: machines.length === 0 ? { from: "web" } : { from: "runners", machines },
    };
  };
  return {
    activeProjects: ofSetting("limits.activeProjects"),
    turnsPerRun: ofSetting("limits.turnsPerRun"),
    refinementsPerPhase: ofSetting("limits.refinementsPerPhase"),
    managerRequests: ofSetting("limits.managerRequests"),
    developerRequests: ofSetting("limits.developerRequests"),
    qaRequests: ofSetting("limits.qaRequests"),
    toolDeveloperPercent: ofSetting("limits.toolDeveloperPercent"),
    runIdleSeconds: ofEnvironment("runIdleSeconds", environment.SPIRAL_RUN_IDLE_TIMEOUT_S),
    runTotalSeconds: ofEnvironment("runTotalSeconds", environment.SPIRAL_RUN_TOTAL_TIMEOUT_S),
    checkSeconds: ofEnvironment("checkSeconds", environment.SPIRAL_CHECK_TIMEOUT_S),
    permissionSeconds: ofSetting("timeouts.permissionSeconds"),
    keepProcessSeconds: ofSetting("timeouts.keepProcessSeconds"),
  };
};

/** What holds now. */
export const limitInForce = (limits: LimitsView, name: LimitName): number => limits[name].own ?? limits[name].standard;

/** The settings behind what was entered; null becomes the default. */
export const settingsOfLimits = (input: UpdateLimitsInput): Partial<SettingValues> => ({
  "limits.activeProjects": input.activeProjects ?? settings["limits.activeProjects"].default,
  "limits.turnsPerRun": input.turnsPerRun ?? settings["limits.turnsPerRun"].default,
  "limits.refinementsPerPhase": input.refinementsPerPhase ?? settings["limits.refinementsPerPhase"].default,
  "limits.managerRequests": input.managerRequests ?? settings["limits.managerRequests"].default,
  "limits.developerRequests": input.developerRequests ?? settings["limits.developerRequests"].default,
  "limits.qaRequests": input.qaRequests ?? settings["limits.qaRequests"].default,
  "limits.toolDeveloperPercent": input.toolDeveloperPercent ?? settings["limits.toolDeveloperPercent"].default,
  "timeouts.runIdleSeconds": input.runIdleSeconds,
  "timeouts.runTotalSeconds": input.runTotalSeconds,
  "timeouts.checkSeconds": input.checkSeconds,
  "timeouts.permissionSeconds": input.permissionSeconds ?? settings["timeouts.permissionSeconds"].default,
  "timeouts.keepProcessSeconds": input.keepProcessSeconds ?? settings["timeouts.keepProcessSeconds"].default,
});

/** How many requests each agent of a new project has. */
export const standardRequestLimits = (values: SettingValues): RequestLimits => ({
  PROJECT_MANAGER: values["limits.managerRequests"],
  DEVELOPER: values["limits.developerRequests"],
  QUALITY_ASSURANCE: values["limits.qaRequests"],
});
