import type { inferRouterInputs } from "@trpc/server";
import { newId } from "../platform/ids.ts";
import type { AppRouter } from "./root.ts";

/** The kinds of people that authorisation.test.ts calls every procedure as, and what is expected of each. */
export const actors = [
  "anonymous",
  /** The project is shared with them to steer, which changes nothing for a viewer. */
  "viewer",
  "owner",
  "otherMember",
  /** Members whom the project is shared with. */
  "onlooker",
  "helper",
  "admin",
] as const;
export type Actor = (typeof actors)[number];
/** allowed: it was for the procedure to decide what comes of it, and that is not the matter here. */
export type Outcome = "allowed" | "UNAUTHORIZED" | "FORBIDDEN" | "NOT_FOUND";
type Inputs = inferRouterInputs<AppRouter>;
export type ProcedurePath = { [Noun in keyof Inputs]: `${Noun}.${Extract<keyof Inputs[Noun], string>}` }[keyof Inputs];

export interface World {
  readonly projectId: string;
  readonly askId: string;
  readonly contentHash: string;
  readonly ownersSessionId: string;
  readonly templateId: string;
  /** In the ledger. */
  readonly callId: string;
}
export interface Expectation {
  readonly who: Readonly<Record<Actor, Outcome>>;
  readonly input?: (world: World) => unknown;
}

export const everybody = {
  anonymous: "allowed",
  viewer: "allowed",
  owner: "allowed",
  otherMember: "allowed",
  onlooker: "allowed",
  helper: "allowed",
  admin: "allowed",
} as const;
export const signedIn = { ...everybody, anonymous: "UNAUTHORIZED" } as const;
export const members = { ...signedIn, viewer: "FORBIDDEN" } as const;
export const admins = {
  ...members,
  owner: "FORBIDDEN",
  otherMember: "FORBIDDEN",
  onlooker: "FORBIDDEN",
  helper: "FORBIDDEN",
} as const;
export const whoMaySee = { ...signedIn, otherMember: "NOT_FOUND" } as const;
export const whoMaySteer = { ...members, otherMember: "NOT_FOUND", onlooker: "FORBIDDEN" } as const;
export const whoMayManage = { ...whoMaySteer, helper: "FORBIDDEN" } as const;
export const whoWroteIt = { ...admins, owner: "allowed" } as const;

/** Somebody's own that nobody here has. */
export const whereThereIsNone = {
  ...members,
  owner: "NOT_FOUND",
  otherMember: "NOT_FOUND",
  onlooker: "NOT_FOUND",
  helper: "NOT_FOUND",
  admin: "NOT_FOUND",
} as const;

export const template = { name: "Port", description: "", body: "Port {{what}} to Go." };
export const project = ({ projectId }: World) => ({ projectId });

/** Nobody's phase: only who may steer hears that it is not there. */
const noPhase = ({ projectId }: World) => ({ projectId, phaseId: newId("phase") });
const whoHearsOfNoPhase = { ...whoMaySteer, owner: "NOT_FOUND", helper: "NOT_FOUND", admin: "NOT_FOUND" } as const;

/** What a person does with a project that is under way or has ended. */
export const takingInHand = {
  "projects.changeRequestLimits": {
    who: whoMaySteer,
    input: (world: World) => ({
      ...project(world),
      limits: { PROJECT_MANAGER: 75, DEVELOPER: 100, QUALITY_ASSURANCE: 50 },
    }),
  },
  "projects.changePriority": {
    who: whoMaySteer,
    input: (world: World) => ({ ...project(world), importance: 5, urgency: 5 }),
  },
  // Into a draft of one's own.
  "projects.duplicate": { who: { ...whoMaySteer, onlooker: "allowed" }, input: project },
  "projects.editPlan": {
    who: whoMaySteer,
    input: (world: World) => ({ ...project(world), pendingPhaseIds: [], phases: [], reason: "" }),
  },
  "projects.followUp": {
    who: whoMaySteer,
    input: (world: World) => ({ ...project(world), brief: "Now say goodbye as well." }),
  },
  "projects.redoPhase": {
    who: whoHearsOfNoPhase,
    input: (world: World) => ({ ...noPhase(world), from: "start", text: "", model: null }),
  },
  "projects.rollBack": { who: whoHearsOfNoPhase, input: noPhase },
  "projects.skipPhase": {
    who: whoHearsOfNoPhase,
    input: (world: World) => ({ ...noPhase(world), reason: "not needed" }),
  },
  "projects.sendMessage": { who: whoMaySteer, input: (world: World) => ({ ...project(world), text: "hello" }) },
} as const satisfies Partial<Record<ProcedurePath, Expectation>>;
