import { setTimeout as pause } from "node:timers/promises";
import { newId } from "../../platform/ids.ts";
import type { Domain } from "../domain.ts";
import { notifyChannels } from "../events/index.ts";
import { livingRunners, RunnerFindings } from "./runner-registry.ts";

/** Claude Code answers in a quarter of a second; a program that hangs is given up after twenty. */
const wait = { forMs: 25_000, everyMs: 100 } as const;

/** What a runner has just found on its machine, and how long it took to look. */
export interface Look {
  readonly host: string;
  readonly findings: RunnerFindings;
  readonly tookMs: { readonly claudeCode: number; readonly ollama: number };
}

/**
 * Has the runners look at their machines now, and waits for the first that has. No agent is started by it.
 * @returns null where none answers in time
 */
export const lookAgain = async ({ prisma, clock }: Pick<Domain, "prisma" | "clock">): Promise<Look | null> => {
  if ((await prisma.runner.count({ where: livingRunners(clock) })) === 0) return null;
  const asked = newId("look");
  await prisma.$executeRaw`SELECT pg_notify(${notifyChannels.look}, ${asked})`;
  for (let waited = 0; waited < wait.forMs; waited += wait.everyMs) {
    const row = await prisma.runner.findFirst({
      where: { findings: { path: ["look", "id"], equals: asked } },
      select: { host: true, findings: true },
    });
    const findings = row === null ? null : RunnerFindings.parse(row.findings);
    if (row !== null && findings?.look != null) return { host: row.host, findings, tookMs: findings.look.tookMs };
    await pause(wait.everyMs);
  }
  return null;
};
