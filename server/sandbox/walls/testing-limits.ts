import type { SandboxLimits } from "./limits.ts";

const mebibyte = 1024 * 1024;

/** Small enough to be reached in a test. */
export const testingLimits: SandboxLimits = {
  processes: 200,
  fileBytes: 64 * mebibyte,
  openFiles: 4_096,
  temporaryBytes: 32 * mebibyte,
  memoryBytes: 1_024 * mebibyte,
  cpuPercent: 400,
};
