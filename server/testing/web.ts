import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, vi } from "vitest";
import { cookieNames, readCookies } from "../auth/cookies.ts";
import { callNextAuth } from "../auth/next-auth.ts";
import type { UserRole } from "../contract/statuses.ts";
import type { Domain } from "../domain/domain.ts";
import { createSession, hashPassword } from "../domain/users/index.ts";
import { systemClock } from "../platform/clock.ts";
import { env } from "../platform/env.ts";
import { newId } from "../platform/ids.ts";
import { createLogger } from "../platform/logger.ts";
import type { RunJob } from "../queue/queue.ts";
import type { TestDatabase } from "./database.ts";

/** A data folder of this test file's own. */
export const testDataDir = mkdtempSync(path.join(tmpdir(), "spiral-web-test-"));
afterAll(() => rmSync(testDataDir, { recursive: true }));

// Tests must neither use nor make anything of the checkout's own installation. Read here and now, because vitest takes
// stubbed variables back before the first test, and platform/env.ts reads them once.
vi.stubEnv("SPIRAL_SECRET_KEY", Buffer.alloc(32, 1).toString("base64"));
vi.stubEnv("SPIRAL_DATA_DIR", testDataDir);
vi.stubEnv("SPIRAL_LOG_LEVEL", "silent");
vi.stubEnv("SPIRAL_PUBLIC_URL", "");
env();

export const silent = createLogger("test", { level: "silent" });

/** A domain on a test database whose jobs are only noted. */
export const plainDomain = (
  database: TestDatabase,
  overrides: Partial<Domain> = {},
): Domain & { readonly jobs: readonly RunJob[] } => {
  const jobs: RunJob[] = [];
  const queue: Domain["queue"] = {
    enqueueRun: async (_tx, job) => {
      jobs.push(job);
    },
  };
  const environment = {
    ANTHROPIC_API_KEY: undefined,
    ANTHROPIC_BASE_URL: undefined,
    CLAUDE_CODE_OAUTH_TOKEN: undefined,
    OLLAMA_HOST: undefined,
  };
  return { prisma: database.prisma, queue, clock: systemClock, environment, jobs, ...overrides };
};

export interface TestUser {
  readonly id: string;
  readonly login: string;
  readonly password: string;
  readonly role: UserRole;
}

/** A user with a password of their own. */
export const createUser = async (
  { prisma }: Pick<Domain, "prisma">,
  options: { role?: UserRole; login?: string } = {},
): Promise<TestUser> => {
  const { role = "MEMBER", login = `user-${randomBytes(4).toString("hex")}` } = options;
  const password = `correct horse ${login}`;
  const passwordHash = await hashPassword(password);
  const { id } = await prisma.user.create({ data: { id: newId("user"), name: login, login, passwordHash, role } });
  return { id, login, password, role };
};

/** The Cookie header of a new session of a user, as a real sign-in hands it out, without a password. */
export const signInAs = async (
  domain: Pick<Domain, "prisma" | "clock">,
  userId: string,
): Promise<{ cookie: string; sessionId: string }> => {
  const { sessionId } = await createSession(domain, { userId, userAgent: "test" });
  const call = {
    secure: false,
    logger: silent,
    beginSession: async () => ({ sessionId }),
    endSession: async () => undefined,
  };
  const form = await callNextAuth({ ...call, action: "csrf", cookies: {}, body: {} });
  const cookies = readCookies(new Headers({ cookie: form.cookies.map(nameAndValue).join("; ") }));
  const done = await callNextAuth({ ...call, action: "sign-in", cookies, body: { csrfToken: form.csrfToken ?? "" } });
  const cookie = done.cookies.map(nameAndValue).find((pair) => pair.startsWith(`${cookieNames(false).session}=`));
  if (cookie === undefined) throw new Error("The sign-in gave no session cookie.");
  return { cookie, sessionId };
};

/** `name=value` of a Set-Cookie line. */
export const nameAndValue = (setCookie: string): string => setCookie.split(";", 1)[0] ?? "";
