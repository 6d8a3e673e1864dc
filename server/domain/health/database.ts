import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { HealthStatus } from "../../contract/views.ts";
import type { Domain } from "../domain.ts";

const timeoutMs = 3_000;

/** Whether the database answers, and how fast. A health page that waits as long as the database hangs is of no use. */
export const readDatabase = async ({
  prisma,
}: Pick<Domain, "prisma">): Promise<{ status: HealthStatus; detail: string }> => {
  const began = performance.now();
  const timeUp = new AbortController();
  try {
    const answered = await Promise.race([
      prisma.$queryRaw`SELECT 1`.then(() => true),
      delay(timeoutMs, false, { signal: timeUp.signal }),
    ]);
    if (!answered) return { status: "unhealthy", detail: `It did not answer within ${timeoutMs / 1000} seconds.` };
    return { status: "healthy", detail: `It answers in ${Math.max(1, Math.round(performance.now() - began))} ms.` };
  } catch {
    // The reason names addresses and users, and this detail is public; the log has it from whoever else queries.
    return { status: "unhealthy", detail: "It cannot be reached." };
  } finally {
    timeUp.abort();
  }
};
