import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "#components/shell/providers";
import { UnsafeBanner } from "#components/shell/unsafe-banner";
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
  const sandboxOff = await isSandboxOff();
  return (
    // The theme's script sets an attribute here before React looks.
    <html lang="en" suppressHydrationWarning className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body>
        <Providers nonce={nonce}>
          <UnsafeBanner initially={sandboxOff} />
          {children}
        </Providers>
      </body>
    </html>
  );
}

/** A page that cannot be told (the database is away) says so itself. */
const isSandboxOff = async (): Promise<boolean> => {
  try {
    const { call } = await pageCaller();
    return (await call.setup.status()).sandboxOff;
  } catch {
    return false;
  }
};
