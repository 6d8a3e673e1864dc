import type { ProbeGround } from "./ground.ts";
import type { ProbeSite } from "./site.ts";

/** What came of trying something at a site. */
export interface Attempt {
  /** It got what nobody inside may get, or did on the host what nobody inside may do. */
  readonly reached: boolean;
  /** What it saw, in its own words. */
  readonly detail: string;
}

/**
 * Something that must not be possible inside. It is tried twice: inside, where it must be refused, and outside, where
 * it must succeed, for else its refusal would prove nothing (a misspelt path is refused everywhere). Nothing outside may
 * do harm: what is read, written, ended and called there are canaries of the probes' own (ground.ts).
 */
export interface Probe {
  /** Stays the same for ever: monitoring may look for it. */
  readonly name: string;
  /** What was attempted, for people. */
  readonly title: string;
  /** Numbers of the abuse cases in docs/sandbox.md that it tries. */
  readonly cases: readonly number[];
  /** Why it says nothing on this machine; null where it does. */
  readonly notHere?: (ground: ProbeGround) => string | null | Promise<string | null>;
  /** @throws NotCarriedOutError when it could not be tried at this site */
  readonly attempt: (site: ProbeSite, ground: ProbeGround) => Promise<Attempt>;
}

/** Tries a script that would print the canary if it got to it. */
export const readsCanary =
  (script: string): Probe["attempt"] =>
  async (site, ground) => {
    const output = await site.script({ script });
    return { reached: output.includes(ground.token), detail: output };
  };

/** Tries a script that would leave something in the host's `outside` folder, under the probe's own name. */
export const plantsOutside =
  (script: string): Probe["attempt"] =>
  async (site, ground) => {
    const output = await site.script({ script });
    const reached = await ground.planted(site.plant);
    return { reached, detail: output === "" && !reached ? "what it wrote did not come to the host" : output };
  };
