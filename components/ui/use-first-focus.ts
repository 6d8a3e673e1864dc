"use client";

import { useEffect, useRef, type RefObject } from "react";

/** Focuses the field that a page or form was opened for, once, when it appears. */
export const useFirstFocus = <Field extends HTMLElement>(): RefObject<Field | null> => {
  const field = useRef<Field>(null);
  useEffect(() => field.current?.focus(), []);
  return field;
};
