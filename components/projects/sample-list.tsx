"use client";

import { Play } from "lucide-react";
import { sampleList } from "#server/contract/samples";
import { useRunSample } from "#client/projects/use-run-sample";
import { Button } from "#components/ui/button";
import { Panel } from "#components/ui/panel";
import { ScriptedBadge } from "#components/ui/scripted-badge";

/** The built-in samples, each with what it shows and a button that runs it at once. */
export function SampleList() {
  const { run, running } = useRunSample();
  return (
    <Panel>
      <ul aria-label="Samples" className="divide-y divide-line">
        {sampleList.map(({ id, title, description }, index) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
            <div className="flex min-w-0 flex-1 basis-72 flex-col gap-0.5">
              <span className="font-medium">{title}</span>
              <span className="max-w-prose text-muted">{description}</span>
            </div>
            <Button
              variant={index === 0 ? "primary" : "secondary"}
              aria-label={`Run the sample ${title}`}
              busy={running === id}
              disabled={running !== null && running !== id}
              onClick={() => run(id)}
            >
              {running === id ? null : <Play aria-hidden />}
              Run
            </Button>
          </li>
        ))}
      </ul>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 border-t px-4 py-2.5 text-xs text-muted">
        <ScriptedBadge />
        About a minute each, without a key or a login: files, tools and tests are real, only the model is a recording.
      </p>
    </Panel>
  );
}
