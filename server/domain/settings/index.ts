export { limitInForce, limitsOf, settingsOfLimits, standardRequestLimits } from "./limits.ts";
export { modelsOf } from "./models.ts";
export { refuseUnreachable } from "./reachable-hosts.ts";
export { readSettings, writeSetting, writeSettings, writeSettingsIn } from "./settings.ts";
