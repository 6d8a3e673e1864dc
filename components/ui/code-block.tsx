import type { ReactNode } from "react";
import { cn } from "#client/ui/cn";
import { withoutColourCodes } from "#client/ui/visible-text";
import { CopyButton } from "./copy-button.tsx";
import { ScrollPane } from "./scroll-pane.tsx";
import { VisibleText } from "./visible-text-view.tsx";

interface CodeBlockProps {
  text: string;
  /** What this is: "Output of npm test". Also the name of its scrollable region. */
  label: string;
  /** Shown above the text, at the left. */
  title?: ReactNode;
  /** Long lines are broken instead of scrolled. */
  wrap?: boolean;
  className?: string;
  /** Limits of height belong here: "max-h-80". */
  bodyClassName?: string;
}

/** Text that a machine wrote, as it is: fixed width, hidden characters visible, with a copy button. */
export function CodeBlock({ text, label, title, wrap = false, className, bodyClassName }: CodeBlockProps) {
  const shown = withoutColourCodes(text);
  return (
    <div className={cn("group relative min-w-0 overflow-hidden rounded-md border bg-sunken", className)}>
      {title ? <div className="flex h-8 items-center border-b pr-10 pl-3 text-xs text-muted">{title}</div> : null}
      <CopyButton
        text={text}
        label={`Copy: ${label}`}
        className="absolute top-1 right-1 z-10 bg-sunken opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
      />
      <ScrollPane label={label} {...(bodyClassName === undefined ? {} : { className: bodyClassName })}>
        <pre
          className={cn(
            "w-fit min-w-full px-3 py-2 font-mono text-xs leading-5",
            wrap && "w-auto break-words whitespace-pre-wrap",
          )}
        >
          <VisibleText text={shown} />
        </pre>
      </ScrollPane>
    </div>
  );
}
