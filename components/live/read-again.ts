import type { ProjectCard } from "../../server/contract/views.ts";

/**
 * Milliseconds until projects are to be read again of which no event tells that something has changed: where one waits
 * for another project's try of Claude, how that went is written into its wait alone. False: events tell of everything.
 */
export const readAgainMs = (projects: readonly Pick<ProjectCard, "status" | "hold">[]): number | false =>
  projects.some(({ status, hold }) => status === "WAITING" && hold?.reason === "quota" && hold.tried === true)
    ? 15_000
    : false;
