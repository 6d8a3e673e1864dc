import { Operation } from "../contract/roles.ts";
import type { Domain } from "../domain/domain.ts";
import { resumeServedProjects, type WaitingForProvider } from "../domain/projects/index.ts";
import { routeOfWaiting } from "./account-for-run.ts";

/**
 * Lets projects go on that wait although somebody could do their work by now: a local model has become ready, a key was
 * entered, Claude answers again. Returns how many.
 */
export const resumeServed = (domain: Domain): Promise<number> =>
  resumeServedProjects(domain, (waiting) => isServed(domain, waiting));

/**
 * A local model is somebody only where it has become ready since the wait began: those that were there before have failed
 * at this, or may not do it. And whoever waits for Claude's next try is let go when that is due, not before.
 */
const isServed = async (
  domain: Domain,
  { project, run, hadNobody, hadNoLocal, since, localFrom }: WaitingForProvider,
): Promise<boolean> => {
  const { to, ...route } = await routeOfWaiting(domain, {
    // Samples are left out: nobody plays anything.
    scriptedUrl: "",
    project,
    operation: Operation.parse(run.operation),
    phaseIndex: run.phase?.position ?? 0,
    round: run.round,
    phase: run.phase,
    runId: run.id,
    readyAfter: hadNoLocal ? null : since,
  });
  if (to === "local") return domain.clock.now() >= localFrom;
  if (hadNobody) return to !== "nobody";
  return to === "claude" && "probe" in route && !route.probe;
};
