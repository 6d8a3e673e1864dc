import { z } from "zod";
import { TRPCError } from "@trpc/server";
import { ProjectId } from "../contract/ids.ts";
import { assertNotArchived, projectAccess, projectManager } from "../domain/projects/index.ts";
import { assertConfirmed } from "../domain/users/index.ts";
import { DomainError } from "../platform/errors.ts";
import type { Context } from "./context.ts";
import { t } from "./trpc.ts";

/**
 * Who may call: every procedure begins with one of these, and each decides for itself, whatever stood in front of it.
 * server/trpc/authorisation.test.ts walks all of them with every kind of person.
 */
export const publicProcedure = t.procedure.use(({ ctx, type, next }) => {
  if (ctx.readOnly && type === "mutation")
    throw new DomainError("forbidden", "This token may only read. Make one with full access.");
  return next();
});

/** Anybody who is signed in, programs with a token too; `ctx.viewer` is not null from here on. */
export const signedInProcedure = publicProcedure.use(({ ctx, next }) => {
  const { viewer } = ctx;
  if (viewer === null) throw new DomainError("unauthenticated", "Sign in first.");
  return next({ ctx: { ...ctx, viewer } });
});

/** What concerns accounts, people and keys is nothing for a token: it demands a browser's session. */
const inBrowser = t.middleware(({ ctx, next }) => {
  const { sessionId } = ctx;
  if (sessionId === null) throw new DomainError("forbidden", "An API token may not do this. Sign in with a browser.");
  return next({ ctx: { sessionId } });
});

/** What gives lasting power demands that the password was entered in the last two hours (users/confirm-password.ts). */
const confirmedLately = t.middleware(async ({ ctx, next }) => {
  if (ctx.sessionId !== null) await assertConfirmed(ctx.domain, { sessionId: ctx.sessionId });
  return next();
});

/** People who are signed in with a browser. */
export const sessionProcedure = signedInProcedure.use(inBrowser);

/** The same, with a password that was entered lately. */
export const confirmedProcedure = sessionProcedure.use(confirmedLately);

/** Everybody but viewers, who change nothing. */
export const memberProcedure = signedInProcedure.use(({ ctx, next }) => {
  if (ctx.viewer.role === "VIEWER")
    throw new DomainError("forbidden", "You may look, but not change anything. Ask an admin for the role of a member.");
  return next();
});

export const adminProcedure = signedInProcedure.use(({ ctx, next }) => {
  if (ctx.viewer.role !== "ADMIN") throw new DomainError("forbidden", "Only an admin may do this.");
  return next();
});

/** Admins who are signed in with a browser; and those of them who have entered their password lately. */
export const adminSessionProcedure = adminProcedure.use(inBrowser);
export const adminConfirmedProcedure = adminSessionProcedure.use(confirmedLately);

/** Everybody but viewers, signed in with a browser. */
export const memberSessionProcedure = memberProcedure.use(inBrowser);

/**
 * Refuses who may not see (it looks like a project that does not exist) or not steer the project.
 * @param need `steer` also refuses an archived project, whoever asks; `keep` does not; `manage` is for its owner and admins
 * @throws DomainError not_found, forbidden, conflict
 */
export const assertProjectAccess = async (
  ctx: { readonly domain: Context["domain"]; readonly viewer: NonNullable<Context["viewer"]> },
  { projectId, need }: { projectId: string; need: "view" | "steer" | "keep" | "manage" },
): Promise<void> => {
  const access = await projectAccess(ctx.domain, { viewer: ctx.viewer, projectId });
  if (access === "none") throw new DomainError("not_found", "This project does not exist, or you may not see it.");
  if (need !== "view" && access !== "steer")
    throw new DomainError("forbidden", "You may look at this project, but not steer it.");
  if (need === "manage" && !(await projectManager(ctx.domain, { viewer: ctx.viewer, projectId })))
    throw new DomainError("forbidden", "Only the project's owner or an admin may do this.");
  if (need === "steer") await assertNotArchived(ctx.domain, { projectId });
};

const WithProject = z.looseObject({ projectId: ProjectId });

/** The project that an input is about, read before anything else of it. */
const projectOf = (input: unknown): string => {
  const parsed = WithProject.safeParse(input);
  if (!parsed.success) throw new TRPCError({ code: "BAD_REQUEST", cause: parsed.error });
  return parsed.data.projectId;
};

/** For inputs with a `projectId` that the caller may see. */
export const projectViewProcedure = signedInProcedure.use(async ({ ctx, getRawInput, next }) => {
  await assertProjectAccess(ctx, { projectId: projectOf(await getRawInput()), need: "view" });
  return next();
});

/** For inputs with a `projectId` that the caller may steer: its owner, admins, and who it is shared with for that. */
export const projectSteerProcedure = signedInProcedure.use(async ({ ctx, getRawInput, next }) => {
  await assertProjectAccess(ctx, { projectId: projectOf(await getRawInput()), need: "steer" });
  return next();
});

/** For inputs with a `projectId` that the caller may steer, archived or not. */
export const projectKeepProcedure = signedInProcedure.use(async ({ ctx, getRawInput, next }) => {
  await assertProjectAccess(ctx, { projectId: projectOf(await getRawInput()), need: "keep" });
  return next();
});

/** For inputs with a `projectId`, archived or not, that the caller may share and put away: its owner and admins. */
export const projectManageProcedure = signedInProcedure.use(async ({ ctx, getRawInput, next }) => {
  await assertProjectAccess(ctx, { projectId: projectOf(await getRawInput()), need: "manage" });
  return next();
});
