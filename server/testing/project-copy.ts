import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ensureDataDir } from "../platform/data-dir.ts";

/** A page, a stream that never ends, and a runner that does nothing: enough to start and stop everything around them. */
const stubs: Record<string, string> = {
  "app/layout.tsx": `export default function Layout({ children }: { children: React.ReactNode }) {
  return <html lang="en"><body>{children}</body></html>;
}`,
  "app/page.tsx": `export default function Page() { return <p>A page of the copy.</p>; }`,
  "app/stream/route.ts": `export const dynamic = "force-dynamic";
export function GET() {
  const body = new ReadableStream({ start(controller) {
    setInterval(() => controller.enqueue(new TextEncoder().encode("data: tick\\n\\n")), 50).unref();
  } });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}`,
  "server/runner/main.ts": `export async function startRunner(_options: object) {
  const timer = setInterval(() => undefined, 60_000);
  return { stop: async () => clearInterval(timer) };
}`,
  // Types are checked where the sources are; here only the stubs are new.
  "next.config.mjs": `export default { typescript: { ignoreBuildErrors: true }, turbopack: { root: ${JSON.stringify(path.resolve("."))} } };`,
};

export interface ProjectCopy extends Disposable {
  readonly folder: string;
}

/**
 * A copy of this project with its own scripts, database code and migrations and a stub of everything else, for tests
 * of starting and stopping: nothing is built, or still built, in it. Lies below the project, since packages are taken
 * from there.
 */
export function copyProject(): ProjectCopy {
  // Ignored by git, by TypeScript and by the linters; and nobody else empties it meanwhile.
  const ignored = path.resolve(".spiral");
  ensureDataDir(ignored);
  const folder = path.join(ignored, `test-project-${randomBytes(4).toString("hex")}`);
  mkdirSync(folder);
  for (const entry of [
    "scripts",
    "server",
    "prisma",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "prisma.config.ts",
  ]) {
    const generated = path.resolve("server/db/generated");
    cpSync(entry, path.join(folder, entry), {
      recursive: true,
      filter: (source) => path.resolve(source) !== generated && !source.endsWith(".test.ts"),
    });
  }
  for (const [file, content] of Object.entries(stubs)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), `${content}\n`);
  }
  symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
