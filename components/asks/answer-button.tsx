"use client";

import { Button, type ButtonProps } from "../ui/button.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { useAnswerManner } from "./answer-manner.tsx";

interface AnswerButtonProps extends Omit<ButtonProps, "asChild" | "type"> {
  /** The letter that presses it in the inbox, where letters do (use-inbox-keys.ts). */
  shortcut: string;
  /** It hands in the form around it. */
  submits?: true;
}

/** One of the answers to a request, with its key where there is one. */
export function AnswerButton({ shortcut, submits, children, ...rest }: AnswerButtonProps) {
  const hasKeys = useAnswerManner() !== null;
  const Kind = submits ? SubmitButton : Button;
  return (
    <Kind {...rest} aria-keyshortcuts={hasKeys ? shortcut : undefined}>
      {children}
      {hasKeys ? (
        <span aria-hidden className="-mr-1 max-lg:hidden pointer-coarse:hidden">
          <Kbd keys={[shortcut]} inverse={rest.variant === "primary"} />
        </span>
      ) : null}
    </Kind>
  );
}
