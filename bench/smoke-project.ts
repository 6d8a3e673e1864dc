import type { ProjectView } from "../server/contract/views.ts";
import { isEnded } from "../server/contract/statuses.ts";
import { listEvents } from "../server/domain/events/index.ts";
import { cancelProject, createProject, getProject, submitProject } from "../server/domain/projects/index.ts";
import { smokeCaps } from "./smoke-cost.ts";
import { toLine } from "./smoke-lines.ts";
import type { ThrowAwayProduct } from "./throw-away-product.ts";

const brief = `Write one JavaScript function \`greet(name)\` in greet.js (an ES module, about ten lines) that returns "Hello, <name>!".
Add one test of it with node:test in greet.test.js and a package.json whose test script is "node --test". No dependencies.
Plan exactly one phase for all of it. Nothing else is wanted: no linter, no README, no command line.`;

/** Plays the one tiny project to its end and says each step. Ended, or waiting for somebody who is not there. */
export const playSmokeProject = async (
  { domain, ownerId, watcher }: ThrowAwayProduct,
  say: (text: string) => void,
): Promise<ProjectView> => {
  const { turnsPerRun, refinements } = smokeCaps;
  await domain.prisma.setting.create({ data: { key: "limits.turnsPerRun", value: turnsPerRun } });
  const { projectId } = await createProject(domain, {
    ownerId,
    input: { brief, title: "Smoke", permissionMode: "autonomous", submit: false },
  });
  await domain.prisma.project.update({ where: { id: projectId }, data: { maxRefinements: refinements } });
  await submitProject(domain, { projectId, actorId: ownerId });
  const view = (): Promise<ProjectView> => getProject(domain, { viewer: { id: ownerId, role: "ADMIN" }, projectId });

  let said = 0;
  for (;;) {
    await watcher.when(projectId, {
      query: `SELECT "eventSequence" AS head FROM "Project" WHERE "id" = $1`,
      values: [projectId],
      found: (row) => typeof row === "object" && row !== null && "head" in row && Number(row.head) > said,
    });
    for (const { sequence, payload } of await listEvents(domain, { projectId, after: said, limit: 1_000 })) {
      const line = toLine(payload);
      if (line !== null) say(line);
      said = sequence;
    }
    const project = await view();
    if (isEnded(project.status) || project.status === "WAITING") return project;
    if (project.phases.length > 1) {
      say(`The plan has ${project.phases.length} phases instead of one; cancelled, so that the bound holds.`);
      await cancelProject(domain, { projectId, actorId: ownerId });
    }
  }
};
