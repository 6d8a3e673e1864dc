import pg from "pg";
import { EventsNotification, notifyChannels } from "../server/domain/events/index.ts";

/** Something that is looked for in the database: `found` of the one row that the query gives. */
export interface Condition {
  readonly query: string;
  readonly values: readonly string[];
  readonly found: (row: unknown) => boolean;
}

/**
 * Waits for states instead of polling for them: one connection that listens, and looks when a project has changed.
 * Plain SQL on purpose: it works beside what is measured, in the same process, and a look costs about 0.2 ms.
 */
export interface ProjectWatcher {
  /** Resolves as soon as the condition holds, with `performance.now()` of the notification that made it look. */
  readonly when: (projectId: string, condition: Condition) => Promise<number>;
  readonly close: () => Promise<void>;
}

export const watchProjects = async (url: string): Promise<ProjectWatcher> => {
  const client = new pg.Client({ connectionString: url, application_name: "spiral-bench-watcher" });
  await client.connect();
  await client.query(`LISTEN ${notifyChannels.events}`);
  // One look at a time: a connection answers in order anyway.
  let last: Promise<unknown> = Promise.resolve();
  const rowOf = (query: string, values: readonly string[]): Promise<unknown> => {
    const row = last.then(async () => (await client.query<Record<string, unknown>>(query, [...values])).rows[0]);
    last = row.catch(() => undefined);
    return row;
  };

  return {
    when: (projectId, { query, values, found }) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const at = performance.now();
          rowOf(query, values).then((row) => {
            if (!found(row)) return;
            client.off("notification", onNotification);
            resolve(at);
          }, reject);
        };
        const onNotification = ({ payload = "" }: pg.Notification): void => {
          if (EventsNotification.parse(JSON.parse(payload)).p === projectId) look();
        };
        client.on("notification", onNotification);
        look();
      }),
    close: () => client.end(),
  };
};
