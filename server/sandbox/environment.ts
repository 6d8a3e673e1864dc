import path from "node:path";

export interface ChildEnvironmentOptions {
  /** The server's own environment, of which only the names below are passed on. */
  readonly host: Readonly<Record<string, string | undefined>>;
  /** Absolute; HOME of the process. */
  readonly homePath: string;
  /** Absolute; TMPDIR of the process. */
  readonly temporaryPath: string;
  /** Absolute path of the node program that agents' projects are to find first. */
  readonly nodePath: string;
}

/** Names that say how the machine is set up; none of them may hold a secret. */
const passedOn = [
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "TZ",
  "USER",
  "LOGNAME",
  "SHELL",
  // Where the machine's own certificate authorities are (behind a proxy that opens TLS).
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
] as const;

/** Addresses of proxies; passed on unless they carry a name and password. */
const proxyNames = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"] as const;

/** npm puts every node_modules/.bin above the server onto PATH: an agent must not build with the server's own tools. */
const isPackageBin = (folder: string): boolean => folder.endsWith(path.join("node_modules", ".bin"));

/**
 * The environment of a process in a workspace, as an explicit list: nothing else of the server's environment
 * (database address, keys, npm's variables) reaches it.
 */
export const childEnvironment = (options: ChildEnvironmentOptions): Record<string, string> => {
  const picked = [...passedOn, ...proxyNames].flatMap((name) => {
    const value = options.host[name];
    if (value === undefined || value === "") return [];
    const carriesCredentials = proxyNames.some((proxy) => proxy === name) && value.includes("@");
    return carriesCredentials ? [] : [[name, value] as const];
  });
  const hostPath = options.host["PATH"] ?? "/usr/local/bin:/usr/bin:/bin";
  const folders = hostPath.split(path.delimiter).filter((folder) => path.isAbsolute(folder) && !isPackageBin(folder));
  return {
    LANG: "C.UTF-8",
    SHELL: "/bin/sh",
    ...Object.fromEntries(picked),
    PATH: [path.dirname(options.nodePath), ...folders].join(path.delimiter),
    HOME: options.homePath,
    TMPDIR: options.temporaryPath,
  };
};

/**
 * The same environment as spawn's own type, in which Next demands a NODE_ENV. A child gets exactly what it is given, so
 * the one that satisfies the type is taken out again.
 */
export const exactEnvironment = (env: Readonly<Record<string, string>>): NodeJS.ProcessEnv => {
  const exact: NodeJS.ProcessEnv = Object.assign({ NODE_ENV: "production" as const }, env);
  if (!("NODE_ENV" in env)) Reflect.deleteProperty(exact, "NODE_ENV");
  return exact;
};

/** For the system's own programs that the product starts for itself (du, chown): nothing of the server's own is in it. */
export const bareEnvironment = { NODE_ENV: "production", PATH: "/usr/bin:/bin:/usr/sbin:/sbin" } as const;
