"use client";

import { useEffect, useRef } from "react";

const isField = (element: Element | null): element is HTMLElement =>
  element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && element.type === "text");

/** Esc leaves a form that was opened in a request. What has been written is not lost by it: it first leaves the field. */
export const useEscape = (leave: () => void): void => {
  const written = useRef(false);
  useEffect(() => {
    const onInput = (): void => {
      written.current = true;
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
      if (document.querySelector("[role=dialog], [role=alertdialog], [role=menu], [role=listbox]") !== null) return;
      event.preventDefault();
      const { activeElement } = document;
      if (written.current && isField(activeElement)) activeElement.blur();
      else leave();
    };
    document.addEventListener("input", onInput);
    document.addEventListener("keydown", onKeyDown);
    return () => {
      document.removeEventListener("input", onInput);
      document.removeEventListener("keydown", onKeyDown);
    };
  }, [leave]);
};
