import type { ReactNode } from "react";
import { Logo } from "#components/shell/logo";

interface EntryFrameProps {
  title: string;
  description?: ReactNode;
  children: ReactNode;
}

/** The frame of the pages before the dashboard: mark, title, one column. */
export function EntryFrame({ title, description, children }: EntryFrameProps) {
  return (
    <main id="main" className="flex min-h-dvh flex-col bg-canvas px-4 py-10 sm:py-24">
      <div className="mx-auto flex w-full max-w-88 flex-col gap-6">
        <p className="flex items-center gap-2 text-md font-medium">
          <Logo className="size-5 text-accent" />
          Spiral
        </p>
        <div className="flex flex-col gap-1">
          <h1 className="text-lg font-medium">{title}</h1>
          {description ? <p className="text-sm text-muted">{description}</p> : null}
        </div>
        {children}
      </div>
    </main>
  );
}
