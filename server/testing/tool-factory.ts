import type { ToolManifest } from "../contract/tools.ts";
import type { Domain } from "../domain/domain.ts";
import { storableObject } from "../domain/events/index.ts";
import { newId } from "../platform/ids.ts";
import { filesOf, hashOfContent, packContent, toolContent } from "../tools/tool-content.ts";

/** A manifest as a tool that needs nothing has it. */
export const aManifest = (over: Partial<ToolManifest> = {}): ToolManifest => ({
  name: "word_count",
  version: "1.0.0",
  description: "Counts the words of a text.",
  main: "server.js",
  input: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
  output: { type: "object", properties: { words: { type: "number" } }, required: ["words"] },
  rights: { files: "none", hosts: [], seconds: 10, memoryMb: 128 },
  ...over,
});

/** A tool's folder, with these files beside the manifest. */
export const aToolFolder = async (manifest: ToolManifest, files: Readonly<Record<string, string>> = {}) => {
  const content = toolContent(
    Object.entries({ "server.js": "// The server.\n", ...files, "tool.json": JSON.stringify(manifest, null, 2) }).map(
      ([path, text]) => ({ path, content: Buffer.from(text) }),
    ),
  );
  return { files: filesOf(content), hash: hashOfContent(content), archive: await packContent(content) };
};

interface SeedTool {
  /** Whose it is; null: all projects'. */
  readonly projectId: string | null;
  readonly manifest?: ToolManifest;
  readonly files?: Readonly<Record<string, string>>;
  /** Of a tool that is there the next version; otherwise a tool of its own. */
  readonly toolId?: string;
  readonly status?: "PROPOSED" | "ACCEPTED" | "REFUSED";
}

/** A version of a tool, as if it had been built and decided about. */
export const seedTool = async (
  { prisma }: Pick<Domain, "prisma">,
  { projectId, manifest = aManifest(), files, toolId: given, status = "ACCEPTED" }: SeedTool,
): Promise<{ toolId: string; versionId: string; hash: string; archive: Buffer }> => {
  const folder = await aToolFolder(manifest, files);
  const toolId = given ?? newId("tool");
  if (given === undefined)
    await prisma.tool.create({ data: { id: toolId, name: manifest.name, projectId, agents: ["DEVELOPER"] } });
  const versionId = newId("toolVersion");
  await prisma.toolVersion.create({
    data: {
      id: versionId,
      toolId,
      number: (await prisma.toolVersion.count({ where: { toolId } })) + 1,
      status,
      hash: folder.hash,
      manifest: storableObject(manifest),
      files: folder.files,
      checks: [],
      archive: new Uint8Array(folder.archive),
    },
  });
  return { toolId, versionId, hash: folder.hash, archive: folder.archive };
};
