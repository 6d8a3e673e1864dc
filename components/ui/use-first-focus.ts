"use client";

import { useEffect, useRef, useState, type RefObject } from "react";

/** Focuses the field that a page or form was opened for, once, when it appears and is wanted. */
export const useFirstFocus = <Field extends HTMLElement>(wanted = true): RefObject<Field | null> => {
  const field = useRef<Field>(null);
  const [first] = useState(wanted);
  useEffect(() => {
    if (first) field.current?.focus();
  }, [first]);
  return field;
};
