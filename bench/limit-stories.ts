import { submitProject } from "../server/domain/projects/index.ts";
import { examineLimitStory, type LimitStory } from "../server/testing/limit-events.ts";
import { seedDraft } from "../server/testing/project-factory.ts";
import type { ThrowAwayProduct } from "./throw-away-product.ts";

const ended = new Set(["SUCCEEDED", "FAILED", "CANCELLED", "WAITING"]);
const statusOf = (row: unknown): string =>
  typeof row === "object" && row !== null && "status" in row ? String(row.status) : "";

/** Plays one story with limits at the moments of this seed, from its submission to its end, and looks at what came of it. */
export const playLimitStory = async (product: ThrowAwayProduct, seed: number): Promise<LimitStory> => {
  const { domain, env, ownerId, watcher } = product;
  const projectId = await seedDraft(domain, { ownerId, scenario: `limits-${seed}`, fallbackMode: "auto" });
  const end = watcher.when(projectId, {
    query: `SELECT "status" FROM "Project" WHERE "id" = $1`,
    values: [projectId],
    found: (row) => ended.has(statusOf(row)),
  });
  await submitProject(domain, { projectId, actorId: ownerId });
  await end;
  return examineLimitStory(domain, { projectId, dataDir: env.SPIRAL_DATA_DIR });
};
