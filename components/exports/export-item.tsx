"use client";

import { CircleAlert, CircleCheck, Download } from "lucide-react";
import type { ExportView } from "../../server/contract/exports.ts";
import { exportAddress, useDownload } from "../project/use-download.ts";
import { Button } from "../ui/button.tsx";
import { formatBytes, formatNumberOf } from "../ui/format.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { VisibleText } from "../ui/visible-text-view.tsx";

const wordsOf = ({ request, result, status }: ExportView): string => {
  const commits = result === null ? "" : `, ${formatNumberOf(result.commits, "commit")}`;
  const size = result?.bytes == null ? "" : `, ${formatBytes(result.bytes)}`;
  switch (request.kind) {
    case "patch":
      return `Patch${commits}${size}`;
    case "bundle":
      return `Bundle${size}`;
    case "push":
      return `${status === "SUCCEEDED" ? "Pushed" : "Push"} to branch ${request.branch} of ${request.url}`;
  }
};

/** One export: what it is, how it went, and its file. */
export function ExportItem({ projectId, item }: { projectId: string; item: ExportView }) {
  const download = useDownload();
  return (
    <li className="flex items-start gap-2.5 px-3 py-2.5 text-sm">
      <span className="mt-0.5 shrink-0">
        <StatusIcon status={item.status} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="break-words">
          <VisibleText text={wordsOf(item)} />
        </p>
        {item.error === null ? null : (
          <p className="break-words text-failed">
            <VisibleText text={item.error} />
          </p>
        )}
        <p className="text-xs text-muted">
          <RelativeTime at={item.createdAt} />
        </p>
      </div>
      {item.downloadable ? (
        <Button disabled={download.busy} onClick={() => void download.run(exportAddress(projectId, item.id))}>
          <Download aria-hidden />
          Download
        </Button>
      ) : null}
    </li>
  );
}

function StatusIcon({ status }: { status: ExportView["status"] }) {
  switch (status) {
    case "QUEUED":
    case "RUNNING":
      return <Spinner />;
    case "SUCCEEDED":
      return <CircleCheck aria-label="Done" className="size-4 text-done" />;
    case "FAILED":
      return <CircleAlert aria-label="Failed" className="size-4 text-failed" />;
  }
}
