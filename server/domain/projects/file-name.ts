/** A project's title as a part of a file name: plain letters, digits and dashes, never empty. */
export const fileNameOf = (title: string): string => {
  const slug = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 60);
  return slug === "" ? "project" : slug;
};
