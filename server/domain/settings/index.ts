export { readSettings, writeSetting, writeSettings } from "./settings.ts";
