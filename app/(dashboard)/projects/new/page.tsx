import type { Metadata } from "next";
import { NewProjectForm } from "#components/new-project/new-project-form";
import { SampleList } from "#components/projects/sample-list";
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
      <details>
        <summary className="w-fit cursor-pointer rounded-sm text-sm text-muted hover:text-ink">
          Not sure yet? See one of the samples work first
        </summary>
        <div className="pt-3">
          <SampleList />
        </div>
      </details>
      <NewProjectForm templateId={typeof template === "string" ? template : null} />
    </div>
  );
}
