import { Operation } from "../contract/roles.ts";
import type { Domain } from "../domain/domain.ts";
import { resumeServedProjects, type WaitingForProvider } from "../domain/projects/index.ts";
import { routeFor } from "./account-for-run.ts";

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
  { project, run, hadNobody, readyAfter, localFrom }: WaitingForProvider,
): Promise<boolean> => {
  const question = {
    // Samples are left out: nobody plays anything.
    scriptedUrl: "",
    project,
    operation: Operation.parse(run.operation),
    phaseIndex: run.phase?.position ?? 0,
    round: run.round,
    phase: run.phase,
    runId: run.id,
  };
  const { route } = await routeFor(domain, question, { at: "wait", readyAfter });
  if (route.to === "local") return domain.clock.now() >= (await localFrom());
  if (hadNobody) return route.to !== "nobody";
  return route.to === "claude" && !route.probe;
};
