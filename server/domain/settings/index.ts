export { limitInForce, limitsOf, settingsOfLimits } from "./limits.ts";
export { refuseUnreachable } from "./reachable-hosts.ts";
export { readSettings, writeSetting, writeSettings, writeSettingsIn } from "./settings.ts";
