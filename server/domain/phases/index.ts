export { gateVerdict, type GateInput } from "./acceptance-gate.ts";
