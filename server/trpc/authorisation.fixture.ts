import type { inferRouterInputs } from "@trpc/server";
import type { AppRouter } from "./root.ts";

/** The kinds of people that authorisation.test.ts calls every procedure as, and what is expected of each. */
export const actors = ["anonymous", "viewer", "owner", "otherMember", "admin"] as const;
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
  admin: "allowed",
} as const;
export const signedIn = { ...everybody, anonymous: "UNAUTHORIZED" } as const;
export const members = { ...signedIn, viewer: "FORBIDDEN" } as const;
export const admins = { ...members, owner: "FORBIDDEN", otherMember: "FORBIDDEN" } as const;
export const whoMaySee = { ...signedIn, otherMember: "NOT_FOUND" } as const;
export const whoMaySteer = { ...members, otherMember: "NOT_FOUND" } as const;
export const whoWroteIt = { ...members, otherMember: "FORBIDDEN" } as const;

export const template = { name: "Port", description: "", body: "Port {{what}} to Go." };
export const project = ({ projectId }: World) => ({ projectId });
