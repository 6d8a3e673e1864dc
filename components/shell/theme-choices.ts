import { Monitor, Moon, Sun, type LucideIcon } from "lucide-react";

/** What a person can choose; "system" follows the device. */
export type ThemeChoice = "light" | "dark" | "system";

/** The choices as menus show them. */
export const themeChoices: readonly {
  readonly value: ThemeChoice;
  readonly label: string;
  readonly icon: LucideIcon;
}[] = [
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
  { value: "system", label: "System", icon: Monitor },
];

/** Reads what next-themes stored; anything else means the system's theme. */
export const themeChoiceOf = (stored: string | undefined): ThemeChoice =>
  themeChoices.find((choice) => choice.value === stored)?.value ?? "system";
