import { expect, test } from "vitest";
import { agentRoles } from "../../contract/roles.ts";
import { sharedOut } from "./begin-build.ts";

test("a build's agents have together what was approved, and the Developer no more than its share of it", () => {
  expect(sharedOut(10, 70)).toEqual({ DEVELOPER: 7, PROJECT_MANAGER: 2, QUALITY_ASSURANCE: 1 });
  // As many as a build needs: five phases, a verdict and a report, a review.
  expect(sharedOut(8, 70)).toEqual({ DEVELOPER: 5, PROJECT_MANAGER: 2, QUALITY_ASSURANCE: 1 });
  for (let requests = 1; requests <= 100; requests += 1)
    for (const percent of [10, 50, 70, 90]) {
      const shares = sharedOut(requests, percent);
      expect(agentRoles.reduce((sum, role) => sum + shares[role], 0)).toBe(Math.max(3, requests));
      for (const role of agentRoles) expect(shares[role]).toBeGreaterThanOrEqual(1);
      expect(shares.DEVELOPER).toBeLessThanOrEqual(Math.max(1, (requests * percent) / 100));
    }
});
