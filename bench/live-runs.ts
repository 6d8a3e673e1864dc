import { systemClock } from "../server/platform/clock.ts";
import type { Database } from "../server/db/client.ts";
import type { Domain } from "../server/domain/domain.ts";
import { submitProject } from "../server/domain/projects/index.ts";
import { RunLog } from "../server/runner/run-log.ts";
import { advanceTo, claimOpenRun, seedDraft } from "../server/testing/project-factory.ts";
import { admin } from "../e2e/fixtures/test.ts";

export interface LiveRun {
  readonly projectId: string;
  readonly log: RunLog;
}

/** Longer than any bench takes: nobody renews these leases, and the installation's runner must not take over. */
const leaseMinutes = 60;

/**
 * Projects of the administrator's in the middle of an implementation, each with a run that this process holds. Their
 * jobs are left out, so that the installation's own runner never hears of them.
 */
export const seedLiveRuns = async ({ prisma }: Database, count: number): Promise<LiveRun[]> => {
  const domain: Domain = {
    prisma,
    clock: systemClock,
    queue: { enqueueRun: async () => undefined },
    environment: {
      ANTHROPIC_API_KEY: undefined,
      ANTHROPIC_BASE_URL: undefined,
      CLAUDE_CODE_OAUTH_TOKEN: undefined,
      OLLAMA_HOST: undefined,
    },
  };
  const { id: ownerId } = await prisma.user.findUniqueOrThrow({ where: { login: admin.login } });
  const seedOne = async (index: number): Promise<LiveRun> => {
    const projectId = await seedDraft(domain, { ownerId, title: `Live run ${index + 1}` });
    await submitProject(domain, { projectId, actorId: ownerId });
    await advanceTo(domain, projectId, "IMPLEMENT");
    const lease = await claimOpenRun(domain, projectId, "rnr_bench");
    await prisma.$executeRaw`
      UPDATE "Run" SET "leaseExpiresAt" = now() + ${leaseMinutes} * interval '1 minute' WHERE "id" = ${lease.runId}`;
    return { projectId, log: new RunLog(domain, lease) };
  };
  // Raised first: as many projects are to be active at once.
  await prisma.setting.create({ data: { key: "limits.activeProjects", value: count } });
  const runs: LiveRun[] = [];
  for (let index = 0; index < count; index += 1) runs.push(await seedOne(index));
  return runs;
};
