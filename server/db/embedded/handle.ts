import { type Connection, connectionUrl } from "./connection-file.ts";
import { stopPostmaster } from "./stop.ts";

export interface EmbeddedPostgres {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** What this start did: made a new cluster, started an existing one, or took over one that still ran. */
  readonly how: "created" | "started" | "adopted";
  /** Resolves when the server is gone, for whatever reason. */
  readonly exited: Promise<void>;
  /** Ends it in order: open transactions are rolled back, everything committed is kept. */
  readonly stop: () => Promise<void>;
}

/**
 * The handle of a running server.
 * @param ended resolves or rejects when its process is gone
 */
export const handleOf = (
  pid: number,
  ended: Promise<void>,
  how: EmbeddedPostgres["how"],
  connection: Connection,
): EmbeddedPostgres => {
  const { promise: exited, resolve } = Promise.withResolvers<void>();
  let isGone = false;
  const gone = (): void => {
    isGone = true;
    resolve();
  };
  ended.then(gone, gone);
  return {
    url: connectionUrl(connection),
    port: connection.port,
    pid,
    how,
    exited,
    stop: async () => {
      // Its process id may be somebody else's by now.
      if (isGone) return;
      await stopPostmaster(pid, ended);
      gone();
    },
  };
};
