"use client";

import { useSyncExternalStore } from "react";
import { Button, type ButtonProps } from "./button.tsx";

const never = () => () => undefined;

/**
 * Hands a form in, as soon as the page's script can take it. Before that the browser itself would send the form: into
 * the address, passwords and all. (A disabled button also keeps Enter from sending it.)
 */
export function SubmitButton({ disabled = false, ...rest }: Omit<ButtonProps, "asChild" | "type">) {
  const ready = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return <Button {...rest} type="submit" disabled={disabled || !ready} />;
}
