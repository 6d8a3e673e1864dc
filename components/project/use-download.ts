"use client";

import { useCallback, useState } from "react";
import { toast } from "../ui/toast-store.ts";

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** Why the server gives nothing out, in its own words; null: it would. */
const refusalOf = async (address: string): Promise<string | null> => {
  const response = await fetch(`${address}${address.includes("?") ? "&" : "?"}check`);
  if (response.ok) return null;
  const answer: unknown = await response.json().catch(() => null);
  const message = isRecord(answer) ? answer["message"] : null;
  return typeof message === "string" ? message : `The server answered with ${response.status}.`;
};

/**
 * Saves what an address gives out. It is asked first whether it would: a refused download would otherwise be a file
 * with an error in it, or a page.
 */
export const useDownload = () => {
  const [busy, setBusy] = useState(false);
  const run = useCallback(async (address: string): Promise<void> => {
    setBusy(true);
    const refusal = await refusalOf(address).catch(
      () => "The server did not answer. Check that Spiral is still running and that you are connected.",
    );
    setBusy(false);
    if (refusal !== null) {
      toast.failed("Nothing was downloaded", { detail: refusal });
      return;
    }
    const link = document.createElement("a");
    link.href = address;
    link.download = "";
    link.click();
  }, []);
  return { run, busy } as const;
};

/** All files of a project. */
export const archiveAddress = (projectId: string): string => `/api/downloads/${projectId}/archive`;

/** A patch or bundle that was made of it. */
export const exportAddress = (projectId: string, exportId: string): string =>
  `/api/downloads/${projectId}/export?id=${exportId}`;

/** One of them. */
export const fileAddress = (projectId: string, path: string): string =>
  `/api/downloads/${projectId}/file?path=${encodeURIComponent(path)}`;
