import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { DatabaseAway } from "#components/shell/database-away";
import { Providers } from "#components/shell/providers";
import { UnsafeBanner } from "#components/shell/unsafe-banner";
import { databaseAwayWords } from "../server/trpc/error-map.ts";
import { pageCaller } from "./page-caller.ts";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Spiral", template: "%s · Spiral" },
  description: "Agents build your software projects; you watch every step.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f7f8f9" },
    { media: "(prefers-color-scheme: dark)", color: "#0d0e10" },
  ],
};

/** Around every page: fonts, theme, data. Reads the request's nonce, so every page is rendered for its request. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const { sandboxOff, away } = await surroundings();
  return (
    // The theme's script sets an attribute here before React looks.
    <html lang="en" suppressHydrationWarning className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body>
        <Providers nonce={nonce}>
          <UnsafeBanner initially={sandboxOff} />
          {away === null ? children : <DatabaseAway reason={away} />}
        </Providers>
      </body>
    </html>
  );
}

/** What holds around every page. Without a database no page can ask who is there, so this one says it for them all. */
const surroundings = async (): Promise<{ sandboxOff: boolean; away: string | null }> => {
  try {
    const { call } = await pageCaller();
    return { sandboxOff: (await call.setup.status()).sandboxOff, away: null };
  } catch (error) {
    return { sandboxOff: false, away: databaseAwayWords(error) };
  }
};
