import { spawn } from "node:child_process";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import path from "node:path";

/** A git host on loopback: git's own http-backend behind a small server, with a token where one is asked for. */
export interface GitServer {
  readonly host: string;
  /** Of a repository. */
  url(name: string): string;
  /** Makes a bare repository with one commit on `main`, of these files. @returns its path */
  repository(name: string, files: Readonly<Record<string, string>>): string;
  /** Runs git in a repository. */
  git(name: string, ...args: readonly string[]): string;
  /** Every request's `authorization`, as it came. */
  readonly authorizations: readonly (string | null)[];
  close(): Promise<void>;
}

const environment = {
  ...process.env,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "Somebody",
  GIT_AUTHOR_EMAIL: "somebody@git.example",
  GIT_COMMITTER_NAME: "Somebody",
  GIT_COMMITTER_EMAIL: "somebody@git.example",
};

/**
 * @param root a folder of the test's own
 * @param options.token null lets everybody in
 * @param options.redirectTo sends every request there
 */
export const startGitServer = async (
  root: string,
  { token = null, redirectTo = null }: { token?: string | null; redirectTo?: string | null } = {},
): Promise<GitServer> => {
  mkdirSync(root, { recursive: true });
  const authorizations: (string | null)[] = [];
  const isLetIn = (request: IncomingMessage): boolean => {
    const given = request.headers.authorization ?? null;
    authorizations.push(given);
    if (token === null) return true;
    const [, encoded = ""] = /^Basic (.+)$/.exec(given ?? "") ?? [];
    return Buffer.from(encoded, "base64").toString().split(":").slice(1).join(":") === token;
  };
  const server = createServer((request, response) => {
    if (redirectTo !== null) return void response.writeHead(302, { location: redirectTo + (request.url ?? "") }).end();
    if (!isLetIn(request))
      return void response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end("Sign in.");
    answerByBackend(root, request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The git server has no port.");
  const git = (cwd: string, ...args: readonly string[]): string =>
    execFileSync("git", args, { cwd, env: environment, encoding: "utf8" });
  const bare = (name: string): string => path.join(root, `${name}.git`);
  return {
    host: `127.0.0.1:${address.port}`,
    url: (name) => `http://127.0.0.1:${address.port}/${name}.git`,
    repository(name, files) {
      const work = path.join(root, `${name}-work`);
      mkdirSync(work, { recursive: true });
      git(work, "init", "--quiet", "-b", "main");
      for (const [file, content] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(work, file)), { recursive: true });
        writeFileSync(path.join(work, file), content);
      }
      git(work, "add", "--all");
      git(work, "commit", "--quiet", "--allow-empty", "-m", "Begin");
      git(root, "clone", "--quiet", "--bare", work, bare(name));
      git(bare(name), "config", "http.receivepack", "true");
      return bare(name);
    },
    git: (name, ...args) => git(bare(name), ...args),
    authorizations,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};

const answerByBackend = (root: string, request: IncomingMessage, response: ServerResponse): void => {
  const url = new URL(request.url ?? "/", "http://localhost");
  const backend = spawn("git", ["http-backend"], {
    env: {
      ...environment,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      REQUEST_METHOD: request.method ?? "GET",
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      ...(request.headers["content-length"] !== undefined && { CONTENT_LENGTH: request.headers["content-length"] }),
      ...(request.headers["content-encoding"] !== undefined && {
        HTTP_CONTENT_ENCODING: request.headers["content-encoding"],
      }),
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  request.pipe(backend.stdin);
  backend.stdin.on("error", () => undefined);
  const parts: Buffer[] = [];
  backend.stdout.on("data", (part: Buffer) => void parts.push(part));
  backend.stdout.on("end", () => {
    const whole = Buffer.concat(parts);
    const end = whole.indexOf("\r\n\r\n");
    const headers = whole
      .subarray(0, end)
      .toString()
      .split("\r\n")
      .map((line) => line.split(/: (.*)/s));
    const status = headers.find(([name]) => name === "Status")?.[1] ?? "200";
    response.writeHead(
      Number.parseInt(status, 10),
      Object.fromEntries(headers.filter(([name]) => name !== "Status").map(([name = "", value = ""]) => [name, value])),
    );
    response.end(whole.subarray(end + 4));
  });
};
