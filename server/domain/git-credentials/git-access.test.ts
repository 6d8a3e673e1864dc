import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../testing/database.ts";
import { createUser, plainDomain } from "../../testing/web.ts";
import type { Domain } from "../domain.ts";
import { allowedRoot } from "../imports/index.ts";
import { writeSettings } from "../settings/index.ts";
import { createGitCredential, listGitCredentials } from "./git-credentials.ts";
import { gitAccess } from "./git-access.ts";

let database: TestDatabase;
let domain: Domain;
let owner: { id: string };
let credentialId: string;
const token = "a-token-of-the-owner-5521";
beforeAll(async () => {
  database = await createTestDatabase();
  domain = plainDomain(database);
  owner = await createUser(domain);
  ({ credentialId } = await createGitCredential(domain, {
    ownerId: owner.id,
    input: { kind: "token", name: "Forge", host: "git.example.org", token },
  }));
  await writeSettings(domain, {
    values: {
      "import.privateHosts": ["10.0.0.5:3000", "git.lan private", "169.254.169.254"],
      "import.folders": ["/srv/code"],
    },
    actorId: owner.id,
  });
});
afterAll(() => database.close());

const access = (url: string, options: { credentialId?: string | null; ownerId?: string } = {}) =>
  gitAccess(domain, { ownerId: owner.id, credentialId: null, url, ...options });

describe("the way to a git host", () => {
  test.each([
    "http://127.0.0.1/a.git",
    "https://127.0.0.1/a.git",
    "https://0x7f.1/a.git",
    "https://2130706433/a.git",
    "https://[::1]/a.git",
    "https://[::ffff:127.0.0.1]/a.git",
    "https://10.0.0.6:3000/a.git",
    "https://10.0.0.5/a.git",
    "https://169.254.169.254/latest/meta-data",
    "https://0.0.0.0/a.git",
    "https://localhost/a.git",
    "ssh://git@192.168.1.1/a.git",
  ])("does not lead to %s", async (url) => {
    await expect(access(url)).rejects.toMatchObject({ code: "invalid" });
  });

  test.each([
    "file:///etc/passwd",
    "/etc",
    "ext::sh -c touch% x",
    "git://git.example.org/a.git",
    "https://user:password@git.example.org/a.git",
    "https://git.example.org/a.git?x=y",
    "https://git.example.org/--upload-pack=touch",
    "ssh://-oProxyCommand=touch/a.git",
    "ssh://git@-oProxyCommand=touch/a.git",
  ])("is refused for %s", async (url) => {
    await expect(access(url)).rejects.toMatchObject({ code: "invalid" });
  });

  it("leads to public hosts, and to private ones that an admin permits, with one line of a list each", async () => {
    expect((await access("https://git.example.org/owner/a.git")).host).toBe("git.example.org:443");
    expect((await access("http://10.0.0.5:3000/a.git")).host).toBe("10.0.0.5:3000");
    expect((await access("https://git.lan/a.git")).host).toBe("git.lan:443 private");
    await expect(access("git@git.lan:owner/a.git")).rejects.toThrow(/SSH needs a key/);
  });

  it("is not taken without encryption to a public host", async () => {
    await expect(access("http://git.example.org/a.git")).rejects.toThrow(/Use https/);
  });

  it("takes a credential to its own host only, for its owner only, by its own way only", async () => {
    const { secret } = await access("https://git.example.org/a.git", { credentialId });
    expect(await secret()).toEqual({ kind: "token", username: "git", token });
    await expect(access("https://evil.example.org/a.git", { credentialId })).rejects.toThrow(/is sent nowhere else/);
    await expect(access("https://git.example.org:8443/a.git", { credentialId })).rejects.toThrow(/nowhere else/);
    const other = await createUser(domain, { role: "ADMIN" });
    const asOther = access("https://git.example.org/a.git", { credentialId, ownerId: other.id });
    await expect(asOther).rejects.toMatchObject({ code: "not_found" });
    await expect(access("ssh://git@git.example.org/a.git", { credentialId })).rejects.toThrow(/is a token/);
    expect(await listGitCredentials(domain, { ownerId: other.id })).toEqual([]);
  });

  it("shows nothing of a credential but its end, and nothing of a key but its own", async () => {
    expect(await listGitCredentials(domain, { ownerId: owner.id })).toMatchObject([
      { name: "Forge", host: "git.example.org:443", lastFour: "5521" },
    ]);
    const again = createGitCredential(domain, {
      ownerId: owner.id,
      input: { kind: "token", name: "Forge", host: "other.example", token },
    });
    await expect(again).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("a folder of the server", () => {
  it("is taken only where an admin allows it", async () => {
    expect(await allowedRoot(domain, "/srv/code")).toBe("/srv/code");
    expect(await allowedRoot(domain, "/srv/code/mine")).toBe("/srv/code");
    for (const folder of ["/srv", "/srv/codebase", "/srv/code/../secrets", "/"])
      await expect(allowedRoot(domain, folder)).rejects.toMatchObject({ code: "forbidden" });
  });
});
