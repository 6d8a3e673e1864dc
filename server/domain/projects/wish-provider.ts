import type { ProviderWish } from "../../contract/fallback.ts";
import { Hold } from "../../contract/statuses.ts";
import { appendAudit } from "../audit/index.ts";
import type { Domain } from "../domain.ts";
import { makeBreakersDue } from "../fallback/index.ts";
import { applySignal } from "./apply-signal.ts";
import { lockProject } from "./load-project.ts";
import type { SteerOptions } from "./steer-project.ts";

/**
 * Where a person wants a project worked on from its next step on: with a local model now, with Claude again, or as it
 * comes. A project that waits for a limit or a provider goes on at once. Claude is tried even where its limit is not
 * known to be over.
 */
export const wishProvider = async (
  domain: Domain,
  { projectId, actorId, wish }: SteerOptions & { readonly wish: ProviderWish | null },
): Promise<void> => {
  if (wish !== "local") await makeBreakersDue(domain);
  await domain.prisma.$transaction(async (tx) => {
    const { project } = await lockProject(tx, projectId);
    await tx.project.update({ where: { id: projectId }, data: { providerWish: wish } });
    const hold = Hold.nullable().parse(project.hold);
    if (project.status === "WAITING" && (hold?.reason === "quota" || hold?.reason === "provider")) {
      await applySignal(domain, tx, { projectId, signal: { type: "retried" }, actorId });
    }
    await appendAudit(tx, {
      actorId,
      action: "project.provider_wished",
      subjectId: projectId,
      detail: { from: project.providerWish, to: wish },
    });
  });
};
