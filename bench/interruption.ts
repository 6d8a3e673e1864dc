type End = () => Promise<void>;

/** What would outlive this process: databases and installations are in sessions of their own. */
const begun = new Set<End>();

/**
 * Notes how to end something, for the case that this process is told to stop in the middle.
 * @returns the same, to be called in any case; doing it twice does it once
 */
export const endsWithUs = (end: End): End => {
  let ending: Promise<void> | null = null;
  const once: End = () => {
    begun.delete(once);
    return (ending ??= end());
  };
  begun.add(once);
  return once;
};

/** Ends whatever is still there, the newest first. */
export const endEverything = async (): Promise<void> => {
  for (const end of [...begun].toReversed()) await end();
};
