import type { Metadata } from "next";
import { NewProjectForm } from "#components/new-project/new-project-form";
import { PageHeader } from "#components/ui/page-header";

export const metadata: Metadata = { title: "New project" };

export default async function Page({ searchParams }: PageProps<"/projects/new">) {
  const { template } = await searchParams;
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-5 px-4 pt-4 md:px-6 md:pt-5">
      <PageHeader
        title="New project"
        description="Say what you want. The plan, the phases and the checks follow from it."
      />
      <NewProjectForm templateId={typeof template === "string" ? template : null} />
    </div>
  );
}
