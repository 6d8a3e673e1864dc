"use client";

import { createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { isTypingOrInDialog } from "../shell/typing.ts";

/** Which of the projects shown are selected. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** `toHere`: everything from the one before up to this one. */
  readonly toggle: (id: string, toHere: boolean) => void;
  readonly setAll: (selected: boolean) => void;
}

const SelectionContext = createContext<Selection | null>(null);
export const SelectionProvider = SelectionContext.Provider;

/** Null: whoever looks may not change anything, so there is nothing to select for. */
export const useSelection = (): Selection | null => useContext(SelectionContext);

/** The ids from one to the other, both included, in the order shown. Pure. */
export const between = (shown: readonly string[], from: string, to: string): readonly string[] => {
  const [a, b] = [shown.indexOf(from), shown.indexOf(to)];
  return a === -1 || b === -1 ? [to] : shown.slice(Math.min(a, b), Math.max(a, b) + 1);
};

/** Marks what belongs to a project on the page, for the key that selects it. */
export const projectMark = "data-project";

/**
 * The selection of a page. What is no longer shown is no longer selected. X selects the project that has the focus or
 * the pointer; Escape lets go of all.
 */
export const useSelected = (shown: readonly string[]): Selection => {
  const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set());
  const [last, setLast] = useState<string | null>(null);
  const ids = useMemo(() => new Set(shown.filter((id) => wanted.has(id))), [shown, wanted]);
  const toggle = useCallback(
    (id: string, toHere: boolean) => {
      const selected = !ids.has(id);
      const changed = toHere && last !== null ? between(shown, last, id) : [id];
      setWanted(
        selected ? new Set([...ids, ...changed]) : new Set([...ids].filter((other) => !changed.includes(other))),
      );
      setLast(id);
    },
    [ids, last, shown],
  );
  const setAll = useCallback((selected: boolean) => setWanted(new Set(selected ? shown : [])), [shown]);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTypingOrInDialog()) return;
      if (event.key === "Escape") return setAll(false);
      if (event.key.toLowerCase() !== "x") return;
      const of =
        document.activeElement?.closest(`[${projectMark}]`) ?? document.querySelector(`[${projectMark}]:hover`);
      const id = of?.getAttribute(projectMark) ?? null;
      if (id !== null) toggle(id, event.shiftKey);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [toggle, setAll]);
  return useMemo(() => ({ ids, toggle, setAll }), [ids, toggle, setAll]);
};
