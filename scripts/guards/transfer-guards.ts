import type { Guard } from "./guard.ts";

const admission = "server/archives/admission.ts";
const archive = (name: string): Guard["test"] => ({ file: "server/archives/archives.test.ts", name });
const upload = "server/http/upload.ts";
const sent = (name: string): Guard["test"] => ({ file: "server/http/upload.test.ts", name });
const access = "server/domain/git-credentials/git-access.ts";
const way = (name: string): Guard["test"] => ({ file: "server/domain/git-credentials/git-access.test.ts", name });

/** Archives, repositories and folders that come in, and where work goes out. */
export const transferGuards: readonly Guard[] = [
  {
    name: "archive-leads-out",
    cases: [36],
    file: admission,
    find: `if (names.includes(".."))`,
    replace: "if (false)",
    test: archive("is refused for a path that leads out"),
  },
  {
    name: "archive-absolute-path",
    cases: [36],
    file: admission,
    find: `if (path.startsWith("/") || /^[A-Za-z]:/.test(path))`,
    replace: "if (false)",
    test: archive("is refused for an absolute path"),
  },
  {
    name: "archive-link",
    cases: [36],
    file: admission,
    find: `if (kind === "link" || kind === "device")`,
    replace: `if (kind === "device")`,
    test: archive("is refused for a symbolic link"),
  },
  {
    name: "archive-device",
    cases: [34, 36],
    file: admission,
    find: `if (kind === "link" || kind === "device")`,
    replace: `if (kind === "link")`,
    test: archive("is refused for a device"),
  },
  {
    name: "archive-name-twice",
    cases: [36],
    file: admission,
    find: "if (clash || names",
    replace: "if (false && names",
    test: archive("is refused for a name twice"),
  },
  {
    name: "archive-hostile-name",
    cases: [39],
    file: admission,
    find: "if (isHostileName(path))",
    replace: "if (false)",
    test: archive("is refused for a name that turns text around"),
  },
  {
    name: "archive-bomb",
    cases: [37],
    file: admission,
    find: "Math.max(limits.ratioFromBytes, packedBytes * limits.ratio)",
    replace: "limits.bytes",
    test: archive("unpacks to far more than it is"),
  },
  {
    name: "archive-bytes",
    cases: [37],
    file: admission,
    find: "if (bytes > most)",
    replace: "if (false)",
    test: archive("by what comes, where it lies about them"),
  },
  {
    name: "archive-announced-bytes",
    cases: [37],
    file: admission,
    find: "if (announced > most)",
    replace: "if (false)",
    test: archive("by what it says of them, before anything is unpacked"),
  },
  {
    name: "archive-count",
    cases: [37],
    file: admission,
    find: "if (seen > limits.files)",
    replace: "if (false)",
    test: archive("when there is too much of it"),
  },
  {
    name: "upload-role",
    cases: [3],
    file: upload,
    find: `if (viewer.role === "VIEWER")`,
    replace: "if (false)",
    test: sent("is refused from a viewer"),
  },
  {
    name: "upload-size",
    cases: [35, 81],
    file: upload,
    find: "if (bytes > limit)",
    replace: "if (false)",
    test: sent("when it is none or too large"),
  },
  {
    name: "git-private-address",
    cases: [77],
    file: access,
    find: `if (!isAllowed(kind, permitted ? "private" : "public"))`,
    replace: "if (false)",
    test: way("does not lead to https://127.0.0.1/a.git"),
  },
  {
    name: "git-plain-http",
    cases: [77],
    file: access,
    find: `if (address.transport === "http" && !permitted)`,
    replace: "if (false)",
    test: way("is not taken without encryption"),
  },
  {
    name: "git-credential-host",
    cases: [78],
    file: access,
    find: "if (row.host !== hostAndPort(address))",
    replace: "if (false)",
    test: way("takes a credential to its own host only"),
  },
  {
    name: "git-credential-owner",
    cases: [2],
    file: access,
    find: "where: { id: credentialId, ownerId }",
    replace: "where: { id: credentialId }",
    test: way("takes a credential to its own host only"),
  },
  {
    name: "folder-allowed",
    cases: [30],
    file: "server/domain/imports/admit-source.ts",
    find: "if (root !== undefined) return root;",
    replace: `return root ?? "/";`,
    test: way("is taken only where an admin allows it"),
  },
];
