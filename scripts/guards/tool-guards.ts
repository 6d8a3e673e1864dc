import type { Guard } from "./guard.ts";

const sandbox = "server/runner/tools/tool-sandbox.ts";
const called = (name: string): Guard["test"] => ({ file: "server/runner/tools/call-tool.test.ts", name });

/** What keeps tools that agents have built within what a person has accepted. */
export const toolGuards: readonly Guard[] = [
  {
    name: "tool-content",
    cases: [68],
    file: "server/runner/tools/call-tool.ts",
    find: "if (hashOfContent(await readToolFolder(folder)) !== tool.hash)",
    replace: "if (tool.hash === '')",
    test: called("is not run when a file of it is not what was accepted"),
  },
  {
    name: "tool-rights-of-its-hash",
    cases: [70],
    file: "server/runner/tools/call-tool.ts",
    find: "if (!isDeepStrictEqual(readManifest(content).rights, tool.manifest.rights))",
    replace: "if (tool.hash === '')",
    test: called("changed past all that prevents it"),
  },
  {
    name: "tool-memory",
    cases: [70],
    file: sandbox,
    find: "memoryBytes: rights.memoryMb * mebibyte,",
    replace: "",
    test: called("more memory than it declares"),
  },
  {
    name: "tool-sees-no-files",
    cases: [70],
    file: sandbox,
    find: `rights.files === "none" ? empty : workspacePaths`,
    replace: "workspacePaths",
    test: called("without files sees nothing of the project"),
  },
  {
    name: "tool-changes-no-files",
    cases: [70],
    file: sandbox,
    find: `workspaceReadOnly: rights.files !== "write",`,
    replace: "workspaceReadOnly: false,",
    test: called("that may read changes nothing"),
  },
  {
    name: "tool-of-a-private-project",
    cases: [70],
    file: sandbox,
    find: "const hosts = project.private ? [] : rights.hosts;",
    replace: "const { hosts } = rights;",
    test: called("none from a private project"),
  },
  {
    name: "tool-accepted",
    cases: [68, 70],
    file: "server/domain/tools/offered-tools.ts",
    find: `where: { status: "ACCEPTED" },
        orderBy`,
    replace: "orderBy",
    test: called("nobody is offered what was not accepted"),
  },
  {
    name: "tool-switched-off",
    cases: [68],
    file: "server/domain/tools/offered-tools.ts",
    find: `where: { enabled: true, removedAt: null, OR: [{ projectId }, { projectId: null }] },
    include: {
      versions: {
        where`,
    replace: `where: { OR: [{ projectId }, { projectId: null }] },
    include: {
      versions: {
        where`,
    test: called("nobody is offered what was not accepted"),
  },
  {
    name: "tool-description",
    cases: [69],
    file: "server/agents/tools.ts",
    find: "harmless(description, caps.toolDescription)",
    replace: "description",
    test: { file: "server/agents/tools.test.ts", name: "hides nothing" },
  },
];
