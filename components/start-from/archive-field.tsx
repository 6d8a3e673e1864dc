"use client";

import { FileArchive, Upload } from "lucide-react";
import { useRef } from "react";
import { useUpload, type Uploaded } from "#client/start-from/use-upload";
import { formatBytes } from "#client/ui/format";
import { Button } from "#components/ui/button";
import { FieldError } from "#components/ui/field";
import { VisibleText } from "#components/ui/visible-text-view";

interface ArchiveFieldProps {
  upload: Uploaded | null;
  onUploaded: (upload: Uploaded) => void;
  /** In MB. */
  limit: number | undefined;
  error: string | undefined;
}

const sentWords = (progress: number): string =>
  progress < 1 ? `Sending, ${Math.floor(progress * 100)} %` : "Sent; looking at what is in it …";

/** An archive from the person's own machine, sent as soon as it is chosen. */
export function ArchiveField({ upload, onUploaded, limit, error }: ArchiveFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const sending = useUpload(onUploaded);
  const problem = sending.error ?? error;
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button busy={sending.progress !== null} onClick={() => input.current?.click()}>
          {sending.progress === null ? <Upload aria-hidden /> : null}
          {upload === null ? "Choose an archive" : "Choose another"}
        </Button>
        <input
          ref={input}
          type="file"
          name="archive"
          aria-label="Archive"
          accept=".zip,.tar,.tgz,.gz,application/zip,application/gzip,application/x-tar"
          className="sr-only"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file !== undefined) sending.send(file);
            event.target.value = "";
          }}
        />
        <span aria-live="polite" className="flex min-w-0 items-center gap-1.5 text-sm text-muted">
          {sending.progress === null ? null : sentWords(sending.progress)}
          {sending.progress === null && upload !== null ? (
            <>
              <FileArchive aria-hidden className="size-3.5 shrink-0" />
              <span className="min-w-0 truncate">
                <VisibleText text={upload.name} />, {formatBytes(upload.bytes)}
              </span>
            </>
          ) : null}
        </span>
      </div>
      <p className="text-xs text-muted">
        .zip, .tar.gz or .tar{limit === undefined ? "" : `, at most ${limit.toLocaleString("en")} MB`}. A repository in
        it keeps its history.
      </p>
      <div aria-live="polite">{problem === undefined ? null : <FieldError>{problem}</FieldError>}</div>
    </div>
  );
}
