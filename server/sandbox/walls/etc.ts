import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Bind } from "./arguments.ts";
import { agentIdentity, layout } from "./layout.ts";

const { name, uid, gid } = agentIdentity;

/** A machine's names as the processes inside are to see them: the agent and nobody else. */
const files: Readonly<Record<string, string>> = {
  passwd: `root:x:0:0:root:/nonexistent:/usr/sbin/nologin\n${name}:x:${uid}:${gid}:${name}:${layout.home}:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n`,
  group: `root:x:0:\n${name}:x:${gid}:\nnogroup:x:65534:\n`,
  hosts: "127.0.0.1 localhost spiral\n",
  "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
};

/** Writes the few files below `folder` and says where they belong. */
export const writeEtc = async (folder: string): Promise<readonly Bind[]> => {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  return Promise.all(
    Object.entries(files).map(async ([file, text]) => {
      const host = path.join(folder, file);
      await writeFile(host, text, { mode: 0o644 });
      return { host, inside: `/etc/${file}`, writable: false };
    }),
  );
};

/** Of the host's own /etc: where programs and certificates are found. Nothing of it is secret or about people. */
export const sharedEtc = [
  "ssl",
  "ca-certificates",
  "ca-certificates.conf",
  "pki",
  "crypto-policies",
  "alternatives",
  "ld.so.cache",
  "ld.so.conf",
  "ld.so.conf.d",
  "localtime",
  "mime.types",
  "java-17-openjdk",
  "java-21-openjdk",
] as const;
