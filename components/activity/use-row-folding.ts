"use client";

import { useCallback, useMemo, useState } from "react";
import type { ActivityRow } from "./row.ts";

/** Which rows were opened (and which runs folded) by the reader; kept here because rows out of view do not exist. */
export interface RowFolding {
  readonly isToggled: (row: ActivityRow) => boolean;
  readonly toggle: (row: ActivityRow) => void;
  readonly foldedRuns: ReadonlySet<string>;
  /** Makes a row readable: opens it, and unfolds its run. */
  readonly reveal: (row: ActivityRow) => void;
}

const idOf = (row: ActivityRow): string =>
  row.item.kind === "run" && row.runId !== null ? `fold:${row.runId}` : row.key;

/** Starts with every run unfolded and every row closed. */
export const useRowFolding = (): RowFolding => {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());

  const toggle = useCallback((row: ActivityRow) => {
    setToggled((before) => {
      const after = new Set(before);
      if (!after.delete(idOf(row))) after.add(idOf(row));
      return after;
    });
  }, []);
  const reveal = useCallback((row: ActivityRow) => {
    setToggled((before) => {
      const after = new Set(before);
      if (row.runId !== null) after.delete(`fold:${row.runId}`);
      if (row.item.kind !== "run") after.add(row.key);
      return after;
    });
  }, []);

  return useMemo(
    () => ({
      isToggled: (row) => toggled.has(idOf(row)),
      toggle,
      reveal,
      foldedRuns: new Set([...toggled].filter((id) => id.startsWith("fold:")).map((id) => id.slice("fold:".length))),
    }),
    [toggled, toggle, reveal],
  );
};
