const allowed: readonly string[] = ["http:", "https:", "mailto:"];

/** The target of an untrusted link where it is an absolute web or mail address; null for everything else. */
export const safeLink = (href: string | undefined): string | null => {
  if (href === undefined || !URL.canParse(href)) return null;
  const url = new URL(href);
  return allowed.includes(url.protocol) ? url.href : null;
};
