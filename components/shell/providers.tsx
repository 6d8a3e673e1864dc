"use client";

import { ThemeProvider } from "next-themes";
import { useEffect, type ReactNode } from "react";
import { Toaster } from "#components/ui/toaster";
import { TooltipProvider } from "#components/ui/tooltip";
import { ApiProvider } from "#components/trpc";

interface ProvidersProps {
  /** Of this page's content security policy, for the theme's own script. */
  nonce: string | undefined;
  children: ReactNode;
}

/** Everything that all pages share, signed in or not. */
export function Providers({ nonce, children }: ProvidersProps) {
  useEffect(() => {
    // Dialogs lock the page's scrolling through a <style> element; get-nonce looks here for leave to make one.
    if (nonce !== undefined) Object.assign(globalThis, { __webpack_nonce__: nonce });
  }, [nonce]);
  return (
    <ThemeProvider
      attribute="data-theme"
      defaultTheme="system"
      enableSystem
      enableColorScheme={false}
      disableTransitionOnChange
      {...(nonce === undefined ? {} : { nonce })}
    >
      <ApiProvider>
        <TooltipProvider>
          {children}
          <Toaster />
        </TooltipProvider>
      </ApiProvider>
    </ThemeProvider>
  );
}
