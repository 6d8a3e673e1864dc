"use client";

import { useRef } from "react";

/**
 * Gives the focus back to where it was before a dialog opened. Radix does so only for dialogs that its own trigger
 * opens; ours are opened by keys, menus and state as well. Spread onto the dialog's content.
 */
export const useReturnFocus = () => {
  const before = useRef<HTMLElement | null>(null);
  return {
    onOpenAutoFocus: (): void => {
      before.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    },
    onCloseAutoFocus: (event: Event): void => {
      event.preventDefault();
      before.current?.focus();
    },
  };
};
