import { expect, test } from "vitest";
import { domainPlace } from "../../testing/domain-place.ts";
import { advanceTo, aVerdict, claimOpenRun, openRun, seedDraft, settle } from "../../testing/project-factory.ts";
import { getProject, submitProject } from "../projects/index.ts";
import { answerAsk } from "./answer-ask.ts";

const { domain, owner } = await domainPlace();

const view = (projectId: string) => getProject(domain, { viewer: owner, projectId });

const answer = async (projectId: string, decision: "accept" | "refine" | "stop", text = "") => {
  const ask = (await view(projectId)).asks.find((candidate) => candidate.answer === null);
  if (ask === undefined) throw new Error("Nothing is asked.");
  const { id: askId, contentHash } = ask;
  await answerAsk(domain, { askId, contentHash, actorId: owner.id, answer: { kind: "question", decision, text } });
};

test("the Developer is sent off as often as the project allows, then a person is asked (R4)", async () => {
  const projectId = await seedDraft(domain, { ownerId: owner.id, maxAssignments: 1 });
  await submitProject(domain, { projectId, actorId: owner.id });
  await advanceTo(domain, projectId, "EVALUATE", 2);
  expect((await view(projectId)).choices.assignments).toEqual({ used: 1, max: 1 });

  await settle(domain, await claimOpenRun(domain, projectId), {
    type: "succeeded",
    operation: "EVALUATE",
    output: aVerdict("refine"),
  });
  const refined = await view(projectId);
  expect(refined).toMatchObject({ status: "WAITING", phases: [{ status: "ESCALATED" }, { status: "PENDING" }] });
  expect(refined.activity).toContain("sent off once, which is as often as this project allows");
  await answer(projectId, "refine", "Once more.");
  expect((await view(projectId)).choices.assignments).toEqual({ used: 2, max: 2 });

  // The phase is accepted; the next one would be the third assignment.
  await advanceTo(domain, projectId, null);
  const before = await view(projectId);
  expect(before).toMatchObject({ status: "WAITING", phases: [{ status: "ACCEPTED" }, { status: "PENDING" }] });
  expect(await openRun(domain, projectId)).toBeNull();
  await expect(answer(projectId, "refine", "x")).rejects.toMatchObject({ code: "conflict" });
  await answer(projectId, "accept");
  expect((await view(projectId)).choices.assignments).toEqual({ used: 3, max: 7 });
  await advanceTo(domain, projectId, null);
  expect((await view(projectId)).status).toBe("SUCCEEDED");
});
