import { expect, test } from "vitest";
import { domainPlace } from "../../testing/domain-place.ts";
import { advanceTo, claimOpenRun, seedDraft } from "../../testing/project-factory.ts";
import { appendEvents } from "../events/index.ts";
import { getProject, listProjects, submitProject } from "./index.ts";

const { domain, owner } = await domainPlace();

test("a project that is implemented says which tool was called last, and whose calls those are", async () => {
  const projectId = await seedDraft(domain, { ownerId: owner.id });
  await submitProject(domain, { projectId, actorId: owner.id });
  await advanceTo(domain, projectId, "IMPLEMENT");
  const view = () => getProject(domain, { viewer: owner, projectId });
  expect(await view()).toMatchObject({ doing: null });
  const { runId, leaseToken } = await claimOpenRun(domain, projectId);
  const { doing, activity: before } = await view();
  expect(doing).toEqual({ runId, words: before });
  const call = { type: "tool.called", toolUseId: "toolu_1", name: "Bash", parentToolUseId: null } as const;
  await appendEvents(domain.prisma, {
    projectId,
    fence: { runId, leaseToken },
    events: [{ runId, payload: { ...call, input: { command: "echo one" } } }],
  });
  const activity = `${before} · Bash echo one`;
  expect(await view()).toMatchObject({ doing: { runId, words: before }, activity });
  const cards = await listProjects(domain, { viewer: owner, archived: false });
  expect(cards.find(({ id }) => id === projectId)).toMatchObject({ activity });
});
