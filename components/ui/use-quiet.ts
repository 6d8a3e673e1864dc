"use client";

import { useEffect, useState } from "react";

/** How long nothing is typed before a text is looked at. */
const quietMs = 400;

/** A text that is being written, as it was when its writer last paused. */
export const useQuiet = (text: string): string => {
  const [quiet, setQuiet] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(text), quietMs);
    return () => clearTimeout(timer);
  }, [text]);
  return quiet;
};
