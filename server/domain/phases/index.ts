export { gateVerdict, type GatedVerdict, type GateInput } from "./acceptance-gate.ts";
