import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import path from "node:path";

/** A real sshd on loopback that lets one key in, as the user who runs the test. */
export interface SshServer {
  readonly host: string;
  readonly user: string;
  readonly privateKey: string;
  /** As known_hosts has them. */
  readonly knownHosts: string;
  close(): Promise<void>;
}

/** Null where the machine has none. */
export const sshdPath = (): string | null =>
  [...(process.env["PATH"] ?? "").split(":").map((folder) => path.join(folder, "sshd")), "/usr/sbin/sshd"].find(
    (file) => existsSync(file),
  ) ?? null;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("No port could be had.");
  return address.port;
};

export const startSshServer = async (sshd: string, folder: string): Promise<SshServer> => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = (name: string): string => {
    const file = path.join(folder, name);
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file]);
    return file;
  };
  const [hostKey, userKey] = [key("host"), key("user")];
  const authorized = path.join(folder, "authorized");
  writeFileSync(authorized, readFileSync(`${userKey}.pub`));
  const port = await freePort();
  const config = path.join(folder, "config");
  writeFileSync(
    config,
    `ListenAddress 127.0.0.1:${port}
HostKey ${hostKey}
AuthorizedKeysFile ${authorized}
PidFile none
PermitRootLogin yes
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
`,
  );
  // As root it wants a folder that only its service makes.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const server = spawn(sshd, ["-D", "-e", "-f", config], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  await new Promise<void>((resolve, reject) => {
    server.stderr.on("data", (part: Buffer) => {
      said += part.toString();
      if (/Server listening/.test(said)) resolve();
    });
    server.once("exit", () => reject(new Error(`sshd ended: ${said}`)));
  });
  const [type = "", body = ""] = readFileSync(`${hostKey}.pub`, "utf8").split(" ");
  return {
    host: `127.0.0.1:${port}`,
    user: userInfo().username,
    privateKey: readFileSync(userKey, "utf8"),
    knownHosts: `[127.0.0.1]:${port} ${type} ${body.trim()}`,
    async close() {
      const gone = once(server, "exit");
      server.kill();
      await gone;
    },
  };
};
