"use client";

import { Layers, Plus } from "lucide-react";
import Link from "next/link";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { SampleList } from "./sample-list.tsx";

/** The projects page before the first project. */
export function NoProjects() {
  return (
    <div className="flex flex-col gap-6 px-4 md:px-6">
      <EmptyState
        icon={Layers}
        title="No projects yet"
        action={
          <Button asChild variant="primary">
            <Link href="/projects/new">
              <Plus aria-hidden />
              New project
            </Link>
          </Button>
        }
      >
        Describe what should be built and watch it being planned, built and checked. Or see one of the samples work
        first.
      </EmptyState>
      <SampleList />
    </div>
  );
}
