export { refuseUnreachable } from "./reachable-hosts.ts";
export { readSettings, writeSetting, writeSettings } from "./settings.ts";
