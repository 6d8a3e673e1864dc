"use client";

import { Eye, FilePlus, PenLine } from "lucide-react";
import { useRef, useState, type ReactNode, type RefObject } from "react";
import { briefLimits } from "#server/contract/inputs";
import { formatCount } from "#client/ui/format";
import { textOfFiles, withFiles } from "#client/new-project/brief-files";
import { BriefField } from "#components/screening/brief-field";
import type { Screening } from "#client/screening/use-screening";
import { Button } from "#components/ui/button";
import { Callout } from "#components/ui/callout";
import { Field } from "#components/ui/field";
import { Markdown } from "#components/ui/markdown";
import { Segmented } from "#components/ui/segmented";
import { cn } from "#client/ui/cn";

interface BriefSectionProps {
  brief: string;
  /** Whether it can be typed into yet. */
  ready: boolean;
  onChange: (brief: string) => void;
  field: RefObject<HTMLTextAreaElement | null>;
  screening: Screening | null;
  error: string | undefined;
  /** Beside the tools: the templates. */
  children?: ReactNode;
}

const views = [
  { value: "write", label: "Write", icon: PenLine },
  { value: "preview", label: "Preview", icon: Eye },
] as const;

/** The brief: written as Markdown, looked at as it will read, with text files dropped, pasted or chosen into it. */
export function BriefSection({ brief, ready, onChange, field, screening, error, children }: BriefSectionProps) {
  const [view, setView] = useState<"write" | "preview">("write");
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState<readonly string[]>([]);
  const chooser = useRef<HTMLInputElement>(null);

  const take = async (files: FileList): Promise<void> => {
    const { texts, problems } = await textOfFiles([...files]);
    const result = withFiles(field.current?.value ?? brief, texts);
    setRefused([...problems, ...result.problems]);
    if (result.brief !== brief) onChange(result.brief);
    setView("write");
  };

  return (
    <div
      className="flex min-w-0 flex-col gap-2"
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        void take(event.dataTransfer.files);
      }}
      onPaste={(event) => {
        if (event.clipboardData.files.length === 0) return;
        event.preventDefault();
        void take(event.clipboardData.files);
      }}
    >
      <div className="flex flex-wrap items-center gap-2">
        <Segmented label="Write or preview" value={view} options={views} onValueChange={setView} />
        <div className="ml-auto flex flex-wrap items-center gap-2">
          {children}
          <input
            ref={chooser}
            type="file"
            multiple
            hidden
            aria-hidden
            tabIndex={-1}
            onChange={({ currentTarget }) => {
              if (currentTarget.files !== null) void take(currentTarget.files).then(() => (currentTarget.value = ""));
            }}
          />
          <Button size="sm" onClick={() => chooser.current?.click()}>
            <FilePlus aria-hidden className="size-3.5" />
            Add text files
          </Button>
        </div>
      </div>
      <div className={cn(view === "preview" && "hidden")}>
        <Field
          label="Brief"
          hint={`Plain text or Markdown: what it should do, for whom, and how you will know that it works. Drop or paste text files here. ${formatCount(brief.length)} of ${formatCount(briefLimits.max)} characters.`}
          error={error}
        >
          <BriefField
            name="brief"
            ref={field}
            required
            readOnly={!ready}
            value={brief}
            screening={screening}
            onChange={(event) => onChange(event.target.value)}
            placeholder="A command line tool that reads a CSV file of expenses and prints the total per month…"
            className={cn("max-h-[60vh] min-h-64 text-sm lg:min-h-80", over && "border-accent")}
          />
        </Field>
      </div>
      {view === "preview" ? (
        <section aria-label="Preview" className="min-h-64 rounded-md border bg-surface p-3 lg:min-h-80">
          {brief.trim() === "" ? <p className="text-muted">Nothing written yet.</p> : <Markdown source={brief} />}
        </section>
      ) : null}
      {refused.length === 0 ? null : (
        <Callout tone="needs" title="Not all of it was added">
          {refused.join(" ")}
        </Callout>
      )}
    </div>
  );
}
