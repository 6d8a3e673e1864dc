import { appendAudit } from "../audit/index.ts";
import type { Domain } from "../domain.ts";
import { notifyChannels } from "../events/index.ts";
import { livingRunners, RunnerFindings } from "./runner-registry.ts";

/** Writes down that a runner has started whose agents have no walls: once a start. */
export const recordSandboxOff = async ({ prisma }: Pick<Domain, "prisma">, runnerId: string): Promise<void> => {
  const detail = { setting: "SPIRAL_UNSAFE_NO_SANDBOX" };
  await appendAudit(prisma, { actorId: null, action: "sandbox.switched_off", subjectId: runnerId, detail });
};

/** Whether agents of any living runner run without walls. */
export const isSandboxOff = async (domain: Pick<Domain, "prisma" | "clock">): Promise<boolean> => {
  const runners = await domain.prisma.runner.findMany({
    where: livingRunners(domain.clock),
    select: { findings: true },
  });
  return runners.some(({ findings }) => RunnerFindings.safeParse(findings).data?.sandboxOff === true);
};

/** Has all runners try their sandboxes anew; their reports come with their next heartbeats. */
export const askForSandboxCheck = async ({ prisma }: Pick<Domain, "prisma">, actorId: string): Promise<void> => {
  await prisma.$transaction(async (tx) => {
    await appendAudit(tx, { actorId, action: "sandbox.check_asked", subjectId: null, detail: {} });
    await tx.$executeRaw`SELECT pg_notify(${notifyChannels.sandbox}, '')`;
  });
};
