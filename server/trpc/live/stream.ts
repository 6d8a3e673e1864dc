import type { StreamMessage } from "../../contract/events.ts";
import { StreamInput } from "../../contract/inputs.ts";
import { projectAccess } from "../../domain/projects/index.ts";
import { viewerOfSession } from "../../domain/users/index.ts";
import { DomainError } from "../../platform/errors.ts";
import { tail } from "../../realtime/index.ts";
import { sessionProcedure } from "../procedures.ts";

/**
 * The one stream of a browser, for all its tabs (contract/events.ts: StreamMessage), in batches. A project that one
 * may not see is left out, so that one tab's wrong address does not end the stream of all the others; a session that
 * is revoked, or a project that is lost, ends it. Error: throttled, where too many are open (realtime/stream-places.ts).
 */
export const stream = sessionProcedure.input(StreamInput).subscription(async function* ({
  ctx,
  input,
  signal,
}): AsyncGenerator<StreamMessage[], void, undefined> {
  const { domain, sessionId } = ctx;
  const changes = ctx.changes();
  const giveBack = changes.places.take(ctx.viewer.id);
  try {
    let viewer = ctx.viewer;
    const mayView = async (projectId: string): Promise<boolean> =>
      (await projectAccess(domain, { viewer, projectId })) !== "none";
    const seen = await Promise.all(
      input.projectIds.map(async (projectId) => ({ projectId, visible: await mayView(projectId) })),
    );
    const projectIds = seen.flatMap(({ projectId, visible }) => (visible ? [projectId] : []));
    const assertAccess = async (): Promise<void> => {
      const current = await viewerOfSession(domain, { sessionId });
      if (current === null) throw new DomainError("unauthenticated", "This session has ended. Sign in again.");
      viewer = current;
      for (const projectId of projectIds) {
        if (!(await mayView(projectId))) throw new DomainError("unavailable", "What this stream may show has changed.");
      }
    };
    yield* tail({
      changes,
      projectIds,
      mayView,
      assertAccess,
      signal: signal ?? new AbortController().signal,
    });
  } finally {
    giveBack();
  }
});
