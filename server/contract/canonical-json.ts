const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
};

/** JSON with sorted keys: the same for the same content, in whatever order its fields came. */
export const canonicalJson = (value: unknown): string => JSON.stringify(sorted(value));
