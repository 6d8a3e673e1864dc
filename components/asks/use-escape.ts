"use client";

import { useEffect } from "react";

const isWrittenIn = (element: Element | null): element is HTMLElement =>
  element instanceof HTMLTextAreaElement
    ? element.value !== ""
    : element instanceof HTMLInputElement && element.type === "text" && element.value !== "";

/** Esc leaves a form that was opened in a request. What has been written is not lost by it: it first leaves the field. */
export const useEscape = (leave: () => void): void => {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
      if (document.querySelector("[role=dialog], [role=alertdialog], [role=menu], [role=listbox]") !== null) return;
      event.preventDefault();
      const { activeElement } = document;
      if (isWrittenIn(activeElement)) activeElement.blur();
      else leave();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [leave]);
};
