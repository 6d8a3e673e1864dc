/**
 * What browsers are told to refuse. Set on every answer: the fixed ones by next.config.mjs (static files included),
 * the policy with its nonce by proxy.ts.
 */
export const fixedSecurityHeaders = {
  "X-Content-Type-Options": "nosniff",
  // Also said by frame-ancestors; this one is for answers that have no policy of their own.
  "X-Frame-Options": "DENY",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  // Not no-referrer: with it a browser hides the Origin of a plain form's post, too.
  "Referrer-Policy": "same-origin",
  "Permissions-Policy":
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=(), display-capture=(), browsing-topics=()",
} as const;

/** For whoever reaches this installation by https once: never by plain http again, for a year. */
export const strictTransport = "max-age=31536000";

/** An answer that is data shows nothing and loads nothing, even when somebody opens it as a page. */
export const dataPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";

/**
 * The policy of a page. Scripts and styles need the request's nonce, or come from ours; no inline style attributes.
 * @param development React's and Next's development builds evaluate code and add styles as they go
 */
export const pagePolicy = ({ nonce, development }: { nonce: string; development: boolean }): string =>
  [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    development ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
