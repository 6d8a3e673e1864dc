import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test, type APIResponse, type Page } from "@playwright/test";
import pg from "pg";
import { startEmbeddedPostgres } from "../server/db/embedded/start.ts";
import { databaseTexts, hidings, markedSecret, secretsIn, waysToFind } from "../server/testing/canary.ts";
import { startGitServer } from "../server/testing/git-server.ts";
import { Installation } from "./fixtures/installation.ts";
import { lookUntil, seeProcesses, startedBy, type SeenProcess } from "./fixtures/machine.ts";
import { playProvider } from "./fixtures/played-provider.ts";

const sshKey = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();

/**
 * Line 9: marked secrets go into every place in which a user can enter one, a project runs with them, its provider
 * repeats them in its errors, and then everything that the product writes, shows or starts is searched for them.
 */
const secrets = {
  "the administrator's password": markedSecret("pw ", ` "/+<é`),
  "a wrong password": markedSecret("wrong ", "&=\\"),
  "the environment's key": markedSecret("sk-ant-api03-env-"),
  "the environment's token": markedSecret("sk-ant-oat01-env-"),
  "the secret key": randomBytes(32).toString("base64").slice(0, 43),
  "the database's password": markedSecret("db/", "+@&x"),
  "the stored key": markedSecret("sk-ant-api03-first-"),
  "the key in its place": markedSecret("sk-ant-api03-second-"),
  "a refused key": markedSecret("sk-ant-api03-refused-"),
  "a password in an address": markedSecret("userinfo-"),
  "a git host's token": markedSecret("glpat-", "+/=&"),
  // What of its one line all such keys have is no secret.
  "an SSH key": sshKey.split("\n")[1]?.slice(22) ?? "",
} as const;

const inJson = (page: Page, url: string, procedure: string, json: unknown) =>
  page.request.post(`${url}/api/trpc/${procedure}`, { headers: { origin: url }, data: { json } });

/** Everything below a folder that is a file, as text. */
const filesBelow = (folder: string): { place: string; text: string }[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ place: file, text: readFileSync(file, "latin1") }));

/** The body of an answer that has to be a good one. */
const read = async (response: APIResponse): Promise<string> => {
  const text = await response.text();
  expect(response.ok(), text).toBe(true);
  return text;
};

const enterKey = async (page: Page, key: string): Promise<void> => {
  await page.getByRole("button", { name: /^(?:Enter a key|Replace key)$/ }).click();
  await page.getByLabel("API key").fill(key);
  await page.getByRole("button", { name: "Test and save key" }).click();
};

test("nothing that the product writes, shows or starts holds a secret", async ({ page }) => {
  const cleanUp = new AsyncDisposableStack();
  const databaseDir = mkdtempSync(path.join(tmpdir(), "spiral-canary-"));
  chmodSync(databaseDir, 0o711);
  cleanUp.defer(() => rmSync(databaseDir, { recursive: true, force: true }));
  const postgres = await startEmbeddedPostgres({ dataDir: databaseDir, settings: { fsync: "off" } });
  cleanUp.defer(() => postgres.stop());
  const provider = await playProvider({ paceMs: 15 });
  cleanUp.use(provider);

  const gitRoot = mkdtempSync(path.join(tmpdir(), "spiral-canary-git-"));
  cleanUp.defer(() => rmSync(gitRoot, { recursive: true, force: true }));
  const gitHost = await startGitServer(gitRoot, { token: secrets["a git host's token"] });
  cleanUp.defer(() => gitHost.close());
  gitHost.repository("weather", { "README.md": "# The weather\n" });

  // The database's password is the user's own, in the address that they give.
  const databaseUrl = new URL(postgres.url);
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`ALTER ROLE CURRENT_USER PASSWORD ${client.escapeLiteral(secrets["the database's password"])}`);
  databaseUrl.password = encodeURIComponent(secrets["the database's password"]);
  cleanUp.defer(() => client.end());

  const installation = new Installation({
    env: {
      ANTHROPIC_API_KEY: secrets["the environment's key"],
      ANTHROPIC_BASE_URL: provider.url,
      CLAUDE_CODE_OAUTH_TOKEN: secrets["the environment's token"],
      SPIRAL_SECRET_KEY: `${secrets["the secret key"]}=`,
      DATABASE_URL: databaseUrl.href,
      SPIRAL_LOG_LEVEL: "debug",
    },
  });
  cleanUp.defer(() => installation.destroy());
  await installation.start();
  const { url } = installation;

  const signing = { secret: "" };
  const places: { place: string; text: string }[] = [];
  const reading: Promise<void>[] = [];
  page.on("response", (response) => {
    if (response.url().includes("/_next/static/") || response.url().includes("live.stream")) return;
    const headers = JSON.stringify(response.headers());
    reading.push(
      response.text().then(
        (body) => void places.push({ place: `answer of ${response.url()}`, text: `${headers}\n${body}` }),
        // A redirect has no body; a page that was left has none any more.
        () => undefined,
      ),
    );
  });

  try {
    await test.step("the setup, and a sign-in with mistakes", async () => {
      await page.goto(await installation.setupLink());
      await expect(page.getByLabel("Name")).toBeFocused();
      await page.getByLabel("Name").fill("Ada");
      await page.getByLabel("Login").fill("ada");
      await page.getByLabel("Password", { exact: true }).fill(secrets["the administrator's password"]);
      await page.getByRole("button", { name: "Create account" }).click();
      await page.waitForURL(/\/welcome/);
      // Away first: a page that notices the end of its session goes to the sign-in by itself.
      await page.goto("about:blank");
      await page.context().clearCookies();
      await page.goto(`${url}/sign-in`);
      for (const [login, password] of [
        ["ada", secrets["a wrong password"]],
        // The password in the wrong field.
        [secrets["a wrong password"], "nothing special"],
        ["ada", secrets["the administrator's password"]],
      ] as const) {
        await page.getByLabel("Login").fill(login);
        await page.getByLabel("Password", { exact: true }).fill(password);
        await page.getByRole("button", { name: "Sign in" }).click();
        if (password === secrets["the administrator's password"]) await page.waitForURL(/\/projects/);
        else await expect(page.getByRole("main").getByRole("alert")).not.toBeEmpty();
      }
    });

    await test.step("keys in the settings: refused, stored, and an address that holds a password", async () => {
      await page.goto(`${url}/settings`);
      provider.refused.add(secrets["a refused key"]);
      await enterKey(page, secrets["a refused key"]);
      await expect(page.getByText("This key is refused")).toBeVisible();
      await page.getByLabel("Base URL").fill(`https://me:${secrets["a password in an address"]}@gateway.example`);
      await page.getByRole("button", { name: "Test and save key" }).click();
      await expect(page.getByText("Leave the user and password out of the URL.")).toBeVisible();
      const refusal = await inJson(page, url, "providers.replaceKey", {
        apiKey: secrets["a refused key"],
        baseUrl: `https://me:${secrets["a password in an address"]}@gateway.example`,
      });
      expect(refusal.status()).toBe(400);
      places.push({ place: "refusal of an address", text: await refusal.text() });
      await page.getByRole("button", { name: "Cancel" }).click();
      await enterKey(page, secrets["the stored key"]);
      await expect(page.getByText(/•{4}\S{4} is stored, just now/)).toBeVisible();
    });

    const submit = async (brief: string, besides: object = {}): Promise<string> => {
      const input = { brief, permissionMode: "autonomous", egressHosts: [], ...besides };
      return /prj_\w{26}/.exec(await read(await inJson(page, url, "projects.create", input)))?.[0] ?? "";
    };
    const statusOf = async (projectId: string): Promise<string> => {
      const found = await client.query<{ status: string }>(`SELECT status FROM "Project" WHERE id = $1`, [projectId]);
      return found.rows[0]?.status ?? "";
    };

    /** Notes what everybody and what an owner sees of processes. @returns the runner's; one that has not become another program yet is the runner itself */
    const lookAtProcesses = (): SeenProcess[] => {
      const [runner] = installation.processes("scripts/runner.ts");
      if (runner === undefined) throw new Error("There is no runner.");
      const processes = seeProcesses();
      places.push({ place: "command lines", text: processes.map(({ commandLine }) => commandLine).join("\n") });
      const own = processes.find(({ pid }) => pid === runner.pid)?.commandLine;
      const children = startedBy(processes, runner.pid).filter(({ commandLine }) => commandLine !== own);
      const environments = children.map(({ commandLine, environment }) => `${commandLine}\n${environment}`);
      places.push({ place: "environments of the runner's children", text: environments.join("\n") });
      return children;
    };

    await test.step("a webhook: its signing secret, and a password in its address", async () => {
      const refusal = await inJson(page, url, "webhook.save", {
        url: `https://me:${secrets["a password in an address"]}@hooks.example`,
      });
      expect(refusal.status()).toBe(400);
      places.push({ place: "refusal of a webhook's address", text: await refusal.text() });
      // Shown once, in this answer.
      const saved = await read(
        await inJson(page, url, "webhook.save", { url: `${provider.url}/hook`, privateAddress: true }),
      );
      signing.secret = /whsec_([\w+/]+)/.exec(saved)?.[1] ?? "";
      expect(signing.secret.length).toBeGreaterThan(40);
      await read(await inJson(page, url, "webhook.test", undefined));
      const attempts = async () =>
        (await client.query<{ attempts: number }>(`SELECT attempts FROM "WebhookDelivery"`)).rows[0]?.attempts;
      await expect.poll(attempts, { timeout: 30_000 }).toBeGreaterThan(0);
    });

    await test.step("git credentials: a token and a key, at work", async () => {
      const privateHosts = [gitHost.host, "127.0.0.1:9"];
      await read(await inJson(page, url, "settings.updateImports", { folders: [], privateHosts, archiveMb: 10 }));
      const credential = async (input: object): Promise<string> =>
        /"credentialId":"(\w+)"/.exec(await read(await inJson(page, url, "gitCredentials.create", input)))?.[1] ?? "";
      const token = await credential({
        kind: "token",
        name: "A token",
        host: gitHost.host,
        token: secrets["a git host's token"],
      });
      const key = await credential({
        kind: "ssh_key",
        name: "A key",
        host: "127.0.0.1:9",
        privateKey: sshKey,
        knownHosts: "[127.0.0.1]:9 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHm0vT2nC1yUnmBvs5T0sQd4p0mYVYb8sUv0Yy0Xr5Qk",
      });
      const refusal = await inJson(page, url, "gitCredentials.create", {
        kind: "ssh_key",
        name: "Half a key",
        host: "127.0.0.1:9",
        privateKey: sshKey.replace("-----END", ""),
        knownHosts: "",
      });
      expect(refusal.status()).toBe(400);
      places.push({ place: "refusal of a key", text: await refusal.text() });
      for (const [source, comes] of [
        [{ kind: "git", url: gitHost.url("weather"), credentialId: token }, true],
        [{ kind: "git", url: "ssh://git@127.0.0.1:9/weather.git", credentialId: key }, false],
      ] as const) {
        const projectId = await submit("A greeting by name, with a test.", { source });
        const imported = async (): Promise<boolean> => {
          const found = await client.query(
            `SELECT 1 FROM "Event" WHERE "projectId" = $1 AND type = 'import.finished'`,
            [projectId],
          );
          return found.rows.length > 0;
        };
        await lookUntil(async () => {
          lookAtProcesses();
          return (await imported()) || ["WAITING", "FAILED"].includes(await statusOf(projectId));
        });
        expect(await imported()).toBe(comes);
        await inJson(page, url, "projects.cancel", { projectId });
      }
      const basic = gitHost.authorizations.map((given) => given ?? "").join("\n");
      expect(waysToFind(basic, secrets["a git host's token"])).not.toEqual([]);
    });

    await test.step("a key in words: a template, a context, a draft", async () => {
      const words = `Use ${secrets["the stored key"]}.`;
      const template = { name: words, description: words, body: `A page with the weather. ${words}` };
      places.push({ place: "a template", text: await read(await inJson(page, url, "templates.create", template)) });
      const context = { id: "rust", text: words };
      const refusal = await inJson(page, url, "agents.updateContext", context);
      expect(refusal.status()).toBe(400);
      places.push({ place: "refusal of a context", text: await refusal.text() });
      await read(await inJson(page, url, "agents.updateContext", context));
      await submit(`A page with the weather. ${words}`, { submit: false, title: words });
    });

    const done = await test.step("a project at work, and a new key while it works", async () => {
      const settings = await page.context().newPage();
      await settings.goto(`${url}/settings`);
      // The Developer's first call waits until the key was replaced: what it asks next goes out with the new one.
      const newKey = Promise.withResolvers<void>();
      provider.patience = newKey.promise;
      const projectId = await submit("A greeting by name, with a test.");
      await page.goto(`${url}/projects/${projectId}`);
      let replacing: Promise<void> | null = null;
      let agents = 0;
      await lookUntil(async () => {
        const children = lookAtProcesses();
        agents = Math.max(agents, children.filter(({ commandLine }) => commandLine.includes("stream-json")).length);
        const live = await client.query<{ text: string }>(`SELECT text FROM "LiveBlock"`);
        places.push({ place: "live blocks", text: live.rows.map(({ text }) => text).join("\n") });
        if (agents > 0) {
          replacing ??= enterKey(settings, secrets["the key in its place"])
            .then(() => expect(settings.getByText(/•{4}\S{4} replaced •{4}\S{4}, just now/)).toBeVisible())
            .then(newKey.resolve, newKey.reject);
        }
        return ["SUCCEEDED", "FAILED", "WAITING"].includes(await statusOf(projectId));
      });
      await newKey.promise;
      expect(await statusOf(projectId)).toBe("SUCCEEDED");
      // It worked with one key, then with the other.
      expect([...new Set(provider.keys)]).toEqual([secrets["the stored key"], secrets["the key in its place"]]);
      return projectId;
    });

    const failed = await test.step("a provider that repeats the key in its errors", async () => {
      const failures = [
        [401, "application/json", (key: string) => JSON.stringify({ error: { message: `invalid x-api-key ${key}` } })],
        [400, "text/html", (key: string) => `<h1>Bad request</h1><pre>${JSON.stringify({ key })}</pre>`],
        ...Object.values(hidings).map(
          (hide) =>
            [403, "application/json", (key: string) => JSON.stringify({ error: { message: hide(key) } })] as const,
        ),
      ] as const;
      const projects: string[] = [];
      let said = false;
      const submitAndFail = async (): Promise<string> => {
        const projectId = await submit("A greeting by name, with a test.");
        await expect.poll(() => statusOf(projectId), { timeout: 60_000 }).toMatch(/WAITING|FAILED/);
        // To somebody who would read it: once it is refused, then it is confirmed.
        const message = { projectId, text: `Use ${secrets["the key in its place"]}.` };
        if ((await statusOf(projectId)) === "WAITING" && !said) {
          said = true;
          const refusal = await inJson(page, url, "projects.sendMessage", message);
          expect(refusal.status()).toBe(400);
          places.push({ place: "refusal of a message", text: await refusal.text() });
          await read(await inJson(page, url, "projects.sendMessage", message));
        }
        await inJson(page, url, "projects.cancel", { projectId });
        return projectId;
      };
      for (const [status, type, body] of failures) {
        provider.fails = ({ key }) => ({ status, type, body: body(key) });
        projects.push(await submitAndFail());
      }
      // Behind the gateway, where Claude Code would write down what it hears.
      for (const [status, type, body] of failures.slice(0, 3)) {
        provider.fails = ({ key, operation }) => (operation === "IMPLEMENT" ? { status, type, body: body(key) } : null);
        projects.push(await submitAndFail());
      }
      expect(said).toBe(true);
      return projects;
    });

    await test.step("every page, answer and download about it", async () => {
      const projects = [done, failed[0], failed[1], failed.at(-1)];
      for (const projectId of projects) {
        await page.goto(`${url}/projects/${projectId}`);
        await expect(page.getByRole("log", { name: "Activity" })).toBeVisible();
        for (const download of ["report", "transcript"]) {
          const response = await page.request.get(`${url}/api/projects/${projectId}/${download}`);
          places.push({ place: `${download} of ${projectId}`, text: await response.text() });
        }
      }
      for (const address of [
        "/projects",
        "/settings",
        "/settings/models",
        "/settings/machine",
        "/settings/imports",
        "/settings/credentials",
        "/settings/alerts",
        "/agents",
        "/templates",
        "/health",
        "/welcome",
        "/nowhere",
        "/api/health",
        "/api/nowhere",
      ])
        await page.goto(url + address);
      for (const [procedure, input] of [
        ["providers.test", { provider: "anthropic_api" }],
        ["nothing.here", {}],
        ["projects.create", { brief: secrets["the stored key"] }],
        ["viewer.changePassword", { currentPassword: secrets["a wrong password"], newPassword: "short" }],
        ["projects.submit", { projectId: secrets["the stored key"] }],
      ] as const) {
        const response = await inJson(page, url, procedure, input);
        places.push({ place: `answer of ${procedure}`, text: await response.text() });
      }
      const garbage = await page.request.post(`${url}/api/trpc/projects.create`, {
        headers: { origin: url, "content-type": "application/json" },
        data: `{"json": ${secrets["the stored key"]}`,
      });
      places.push({ place: "answer to garbage", text: await garbage.text() });
    });

    await test.step("the search", async () => {
      await Promise.all(reading);
      const planted = { ...secrets, "the signing secret": signing.secret, "a planted one": markedSecret("planted-") };
      await client.query(`INSERT INTO "Setting" (key, value, "updatedAt") VALUES ('planted', $1, now())`, [
        JSON.stringify({ deep: [hidings["base64, third place"]?.(planted["a planted one"])] }),
      ]);
      places.push(...(await databaseTexts(databaseUrl.href)));
      places.push({ place: "what web and runner have said", text: installation.output() });
      places.push(...filesBelow(installation.dataDir));
      const found = new Set<string>();
      const looked = new Set<string>();
      for (const { place, text } of places) {
        if (looked.has(text)) continue;
        looked.add(text);
        for (const way of secretsIn(text, planted)) found.add(`${place}: ${way}`);
      }
      // The search finds what is there, and there is nothing else.
      expect([...found].filter((each) => each.includes("a planted one"))).not.toEqual([]);
      expect([...found].filter((each) => !each.includes("a planted one"))).toEqual([]);
      expect(places.filter(({ place }) => place.startsWith("answer of")).length).toBeGreaterThan(20);
      expect(installation.output()).toContain("Attempt ended");
    });
  } finally {
    await test.info().attach("what the installation said", { body: installation.output(), contentType: "text/plain" });
    await cleanUp.disposeAsync();
  }
});
