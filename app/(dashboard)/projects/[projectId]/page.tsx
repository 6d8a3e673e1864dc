import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ProjectPage } from "../../../../components/project/project-page.tsx";
import { ProjectId } from "../../../../server/contract/ids.ts";

export const metadata: Metadata = { title: "Project" };

export default async function Page({ params }: { params: Promise<{ projectId: string }> }) {
  const projectId = ProjectId.safeParse((await params).projectId);
  if (!projectId.success) notFound();
  return <ProjectPage projectId={projectId.data} />;
}
