"use client";

import { useRef } from "react";

/** The button of the menu that something was last chosen from: the item itself is gone when its dialog closes. */
let chosenFrom: HTMLElement | null = null;

/** To be called where an item of a menu is chosen. */
export const noteChosenFrom = (item: EventTarget | null): void => {
  const menu = item instanceof Element ? item.closest('[role="menu"]') : null;
  chosenFrom = document.getElementById(menu?.getAttribute("aria-labelledby") ?? "");
};

/** Where the focus is, or was before the menu went that led here. */
const placeToReturnTo = (): HTMLElement | null => {
  const { activeElement: active } = document;
  const from = chosenFrom;
  chosenFrom = null;
  if (!(active instanceof HTMLElement) || active === document.body || active.closest('[role="menu"]') !== null)
    return from;
  return active;
};

/**
 * Gives the focus back to where it was before a dialog opened. Radix does so only for dialogs that its own trigger
 * opens; ours are opened by keys, menus and state as well. Spread onto the dialog's content.
 */
export const useReturnFocus = () => {
  const before = useRef<HTMLElement | null>(null);
  return {
    onOpenAutoFocus: (): void => {
      before.current = placeToReturnTo();
    },
    onCloseAutoFocus: (event: Event): void => {
      event.preventDefault();
      before.current?.focus();
    },
  };
};
