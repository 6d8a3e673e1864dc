export { gateVerdict } from "./acceptance-gate.ts";
