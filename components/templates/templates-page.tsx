"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { messageOf } from "#client/request-error";
import { useViewer } from "#components/shell/viewer";
import { useTRPC } from "#components/trpc";
import { Button } from "#components/ui/button";
import { ErrorState } from "#components/ui/error-state";
import { PageHeader } from "#components/ui/page-header";
import { Panel } from "#components/ui/panel";
import { LoadingNote, Skeleton } from "#components/ui/skeleton";
import { TemplateForm, type TemplateDraft } from "./template-form.tsx";
import { TemplateItem } from "./template-item.tsx";

/** Briefs with gaps: people's own and those that come with the product. */
export function TemplatesPage() {
  const trpc = useTRPC();
  const canCreate = useViewer().role !== "VIEWER";
  const templates = useQuery(trpc.templates.list.queryOptions());
  const [editing, setEditing] = useState<TemplateDraft | null>(null);
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5 px-4 py-4 pb-16 md:px-6 md:py-5 md:pb-16">
      <PageHeader
        title="Templates"
        description="Briefs with gaps to fill in, for everybody who works here."
        actions={
          canCreate ? (
            <Button variant="primary" onClick={() => setEditing({ id: null, name: "", description: "", body: "" })}>
              <Plus aria-hidden />
              New template
            </Button>
          ) : null
        }
      />
      {templates.data === undefined ? (
        templates.error === null ? (
          <Panel className="p-4">
            <LoadingNote>Loading the templates</LoadingNote>
            <Skeleton className="h-48" />
          </Panel>
        ) : (
          <ErrorState
            title="The templates could not be loaded"
            reason={messageOf(templates.error)}
            onRetry={() => void templates.refetch()}
            retrying={templates.isFetching}
          />
        )
      ) : (
        <Panel>
          <ul className="divide-y">
            {templates.data.map((template) => (
              <TemplateItem key={template.id} template={template} canUse={canCreate} onEdit={setEditing} />
            ))}
          </ul>
        </Panel>
      )}
      {editing === null ? null : <TemplateForm initial={editing} onClose={() => setEditing(null)} />}
    </div>
  );
}
