/** What one sandbox may use. */
export interface SandboxLimits {
  /** Processes and threads together. */
  readonly processes: number;
  /** Bytes of the largest file that can be written. */
  readonly fileBytes: number;
  readonly openFiles: number;
  /** Bytes of /tmp and of /dev/shm, each; they are memory. */
  readonly temporaryBytes: number;
  /** Bytes of memory of all its processes, where cgroups allow. */
  readonly memoryBytes: number;
  /** Hundredths of a core, where cgroups allow. */
  readonly cpuPercent: number;
}
