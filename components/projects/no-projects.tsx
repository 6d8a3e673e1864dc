"use client";

import { Layers, Play, Plus } from "lucide-react";
import Link from "next/link";
import { samples } from "#server/contract/samples";
import { useRunSample } from "#client/projects/use-run-sample";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";

/** The projects page before the first project. */
export function NoProjects() {
  const sample = useRunSample();
  return (
    <div className="px-4 md:px-6">
      <EmptyState
        icon={Layers}
        title="No projects yet"
        action={
          <>
            <Button variant="primary" busy={sample.busy} onClick={() => sample.run(samples["sample-build"].id)}>
              {sample.busy ? null : <Play aria-hidden />}
              Run the sample project
            </Button>
            <Button asChild>
              <Link href="/projects/new">
                <Plus aria-hidden />
                New project
              </Link>
            </Button>
          </>
        }
      >
        Describe what should be built and watch it being planned, built and checked. The sample takes about a minute and
        needs no key: only the model is scripted, the files and tests are real.
      </EmptyState>
    </div>
  );
}
