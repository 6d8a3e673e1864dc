import { useCallback, type RefCallback, type RefObject } from "react";

/**
 * For an element that goes when it has done its work: hands the keyboard's focus on, which would be lost to the page.
 * @param heir focusable, by `tabIndex={-1}` at least
 */
export const useFocusHeir = (heir: RefObject<HTMLElement | null>): RefCallback<HTMLElement> =>
  useCallback(
    (element) => {
      if (element === null) return undefined;
      // Told before it is taken out: it still has the focus.
      return () => {
        if (document.activeElement === element) heir.current?.focus();
      };
    },
    [heir],
  );
