export { gateVerdict, type GatedVerdict } from "./acceptance-gate.ts";
