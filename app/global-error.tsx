"use client";

import "./globals.css";
import { PageError } from "#components/shell/page-error";

/** Even the frame of the page broke: this replaces it, and so brings its own document. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Something broke · Spiral</title>
        <main id="main">
          <PageError digest={error.digest} onRetry={reset} />
        </main>
      </body>
    </html>
  );
}
