import { describe, expect, test } from "vitest";
import type { AskAnswer } from "../../contract/asks.ts";
import type { ToolProposal } from "../../contract/tools.ts";
import { domainPlace } from "../../testing/domain-place.ts";
import { seedDraft, seedUser } from "../../testing/project-factory.ts";
import { aManifest, seedTool } from "../../testing/tool-factory.ts";
import { changeTool, decideToolVersion } from "./index.ts";

const { database, domain, owner: admin } = await domainPlace();
const member = await seedUser(database, { role: "MEMBER", name: "Grace" });

/** A tool with a version in use, and another one that waits for a decision. */
const proposed = async (name: string, projectId: string | null) => {
  const asking = await seedDraft(domain, { ownerId: member.id });
  const first = await seedTool(domain, {
    projectId: projectId === "own" ? asking : projectId,
    manifest: aManifest({ name }),
  });
  const manifest = aManifest({ name, version: "1.1.0" });
  const { toolId } = first;
  const next = await seedTool(domain, { projectId: null, toolId, manifest, status: "PROPOSED" });
  const proposal: ToolProposal = {
    versionId: next.versionId,
    number: 2,
    hash: next.hash,
    manifest,
    files: [],
    checks: [],
    previous: { versionId: first.versionId, number: 1, version: "1.0.0", rights: manifest.rights },
    scope: projectId === null ? "all" : "project",
    askedBy: { id: asking, title: "Asking" },
    agents: ["QUALITY_ASSURANCE"],
  };
  return { toolId, asking, proposal };
};
const decide = (
  proposal: ToolProposal,
  actor: typeof admin | typeof member,
  over: Partial<Extract<AskAnswer, { kind: "tool_acceptance" }>> = {},
) =>
  domain.prisma
    .$transaction((tx) =>
      decideToolVersion(domain, tx, {
        proposal,
        actor,
        answer: { kind: "tool_acceptance", decision: "accept", scope: "project", reason: "", ...over },
      }),
    )
    .then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
const toolOf = (id: string) => domain.prisma.tool.findUniqueOrThrow({ where: { id } });

describe("the next version of a tool", () => {
  test("that all projects have is for all of them, and for an admin to accept", async () => {
    const { toolId, proposal } = await proposed("of_all", null);
    expect(await decide(proposal, member)).toMatch(/only an admin may accept another version/);
    expect(await decide(proposal, admin)).toBeNull();
    expect((await toolOf(toolId)).projectId).toBeNull();
  });

  test("of a project's own is accepted by whoever answers for the project; for all, by an admin", async () => {
    const { toolId, asking, proposal } = await proposed("of_its_own", "own");
    expect(await decide(proposal, member, { scope: "all" })).toMatch(/Only an admin/);
    expect(await decide(proposal, member)).toBeNull();
    expect((await toolOf(toolId)).projectId).toBe(asking);
  });

  test("takes it from nobody who had it", async () => {
    const { toolId, proposal } = await proposed("keeps_agents", "own");
    await decide(proposal, member);
    expect((await toolOf(toolId)).agents).toEqual(["DEVELOPER", "QUALITY_ASSURANCE"]);
  });

  test("is not accepted where it would not be used: a newer one is in use, or the tool was removed", async () => {
    const overtaken = await proposed("overtaken", "own");
    const manifest = aManifest({ name: "overtaken", version: "1.2.0" });
    await seedTool(domain, { projectId: null, toolId: overtaken.toolId, manifest });
    expect(await decide(overtaken.proposal, member)).toMatch(/Version number 3 of overtaken was accepted meanwhile/);
    const removed = await proposed("removed", "own");
    await changeTool(domain, { toolId: removed.toolId, change: "remove", actor: admin });
    expect(await decide(removed.proposal, member)).toMatch(/was removed meanwhile/);
    expect(await decide(removed.proposal, member, { decision: "refuse", reason: "It is gone." })).toBeNull();
  });
});
