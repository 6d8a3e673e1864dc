import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { examineLimitStory } from "../testing/limit-events.ts";
import { startTestRunner, type TestRunner } from "../testing/test-runner.ts";

// The short form of `npm run bench -- soak-limits`: the real runner and the real Claude Code, the models are scripted.
let at: TestRunner;
beforeAll(async () => {
  at = await startTestRunner();
});
afterAll(() => at.close());
afterEach(() => at.booksBalance());

test("limits at random moments: every turn is completed, no effect repeated, every switch recorded once", async () => {
  const projects = await Promise.all(
    [1, 2].map((seed) => at.submit({ scenario: `limits-${seed}`, fallbackMode: "auto" })),
  );
  for (const projectId of projects) await expect.poll(() => at.stop(projectId), { timeout: 150_000 }).not.toBeNull();
  const { domain, dataDir } = at;
  const stories = await Promise.all(projects.map((projectId) => examineLimitStory(domain, { projectId, dataDir })));
  expect(stories.flatMap(({ problems }) => problems)).toEqual([]);
  expect(stories.reduce((sum, { limits }) => sum + limits, 0)).toBeGreaterThanOrEqual(6);
  expect(stories.reduce((sum, { live }) => sum + live, 0)).toBeGreaterThanOrEqual(2);
}, 330_000);
