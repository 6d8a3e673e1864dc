import { statfs } from "node:fs/promises";
import type { HealthStatus } from "../../contract/views.ts";

/** Free space on the disk of the data folder: below the first agents may fail soon, below the second they do. */
export const diskLimits = { lowBytes: 5 * 1024 ** 3, fullBytes: 1024 ** 3 } as const;

const gigabytes = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GB`;

/** What free space means. Pure. */
export const judgeDisk = ({
  freeBytes,
  totalBytes,
}: {
  freeBytes: number;
  totalBytes: number;
}): { status: HealthStatus; detail: string } => {
  const detail = `${gigabytes(freeBytes)} of ${gigabytes(totalBytes)} free.`;
  if (freeBytes < diskLimits.fullBytes) return { status: "unhealthy", detail };
  return { status: freeBytes < diskLimits.lowBytes ? "degraded" : "healthy", detail };
};

/** The disk that holds `folder`. A folder that is not there yet is not an error of the disk's. */
export const readDisk = async (folder: string): Promise<{ status: HealthStatus; detail: string }> => {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return judgeDisk({ freeBytes: bavail * bsize, totalBytes: blocks * bsize });
  } catch {
    return { status: "degraded", detail: "The data folder cannot be looked at." };
  }
};
