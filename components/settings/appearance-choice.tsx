"use client";

import { useTheme } from "next-themes";
import { useSyncExternalStore } from "react";
import { Segmented } from "#components/ui/segmented";
import { Skeleton } from "#components/ui/skeleton";
import { themeChoiceOf, themeChoices } from "#client/shell/theme-choices";

const never = () => () => undefined;

/** Light, dark, or as the system has it. */
export function AppearanceChoice() {
  const { theme, setTheme } = useTheme();
  // The server does not know what this browser chose; guessing would tick the wrong one for a moment.
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  if (!inBrowser) return <Skeleton className="h-8 w-56" />;
  return (
    <Segmented
      label="Theme"
      value={themeChoiceOf(theme)}
      options={themeChoices}
      onValueChange={setTheme}
      className="self-start"
    />
  );
}
