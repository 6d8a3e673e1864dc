/** A title until the plan gives one: the brief's first line, cut at a word. */
export const provisionalTitle = (brief: string): string => {
  const line =
    brief
      .split("\n", 1)[0]
      ?.replace(/^[#>*\s-]+/, "")
      .trim() ?? "";
  if (line.length <= 80) return line === "" ? "Untitled project" : line;
  const cut = line.slice(0, 80);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), 40))}…`;
};
