import type { Viewer } from "../contract/views.ts";
import type { Domain } from "../domain/domain.ts";
import type { Changes } from "../realtime/index.ts";

/** What every procedure is given. Built once a request: the calls of a batch share it. */
export interface Context {
  readonly domain: Domain;
  /** The process's one listener; started by the first stream. */
  readonly changes: () => Changes;
  /** Null: nobody is signed in. */
  readonly viewer: Viewer | null;
  /** Null: nobody, or a program with a personal token. */
  readonly sessionId: string | null;
  /** Whoever asks may change nothing: a token that may only read. */
  readonly readOnly: boolean;
  /** Which network the request comes from, for throttling. */
  readonly address: string;
  /** Absolute; for what health says of the disk. */
  readonly dataDir: string;
}
