import { once } from "node:events";
import { pack } from "tar-stream";
import type { AdmittedFile } from "./admission.ts";

const noTime = new Date(0);

/**
 * The files as a plain tar stream, for `tar -x` in a sandbox: what is written to disk is written there, by nobody who
 * could reach further than the sandbox does. A failure of the files is the failure of the stream.
 */
export async function* tarOfFiles(files: AsyncIterable<AdmittedFile>): AsyncGenerator<Uint8Array, void> {
  const tar = pack();
  const fill = async (): Promise<void> => {
    for await (const { path, executable, size, content } of files) {
      const entry = tar.entry({ name: path, size, mode: executable ? 0o755 : 0o644, mtime: noTime, type: "file" });
      const written = once(entry, "close");
      // Where the content fails the entry does, too, when nobody waits for it any more: that is told once, below.
      void written.catch(() => undefined);
      for await (const part of content()) if (!entry.write(part)) await Promise.race([once(entry, "drain"), written]);
      entry.end(undefined);
      await written;
    }
    tar.finalize();
  };
  const filling = fill().catch((error: unknown) => {
    tar.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    for await (const part of tar) if (part instanceof Uint8Array) yield part;
  } finally {
    tar.destroy();
    await filling;
  }
}
