/**
 * Where to go after signing in: only ever a path of this dashboard. Anything that a browser could read as another
 * host ("//evil", "/\\evil", a full address) becomes the start page.
 */
export const safeNextPath = (wanted: string | null | undefined): string => {
  const fallback = "/projects";
  if (!wanted || !wanted.startsWith("/")) return fallback;
  const base = "http://own.invalid";
  if (!URL.canParse(wanted, base)) return fallback;
  const url = new URL(wanted, base);
  return url.origin === base ? `${url.pathname}${url.search}${url.hash}` : fallback;
};
