import type { Metadata } from "next";
import { ProjectsPage } from "#components/projects/projects-page";
import { pageCaller } from "../../page-caller.ts";

export const metadata: Metadata = { title: "Projects" };

/** The list comes with the page, so that the first picture is the whole one; the browser keeps it current. */
export default async function Page() {
  // What fails here is asked for again by the page, which then says what is wrong.
  const projects = await pageCaller()
    .then(({ call }) => call.projects.list({}))
    .catch(() => null);
  return <ProjectsPage initial={projects} />;
}
