/** What people call the windows that Claude's limits are counted in; each as it stands in its place. */
interface WindowWords {
  /** At the head of its figures. */
  readonly title: string;
  /** Within a sentence: "the 5-hour window". */
  readonly window: string;
  /** At the beginning of a sentence: "5-hour limit reached". */
  readonly limit: string;
  /** Where there is little room: "5 h 62 %". */
  readonly short: string;
}

const known: Readonly<Record<string, WindowWords>> = {
  five_hour: { title: "5 hours", window: "5-hour window", limit: "5-hour limit", short: "5 h" },
  seven_day: { title: "Week", window: "weekly window", limit: "Weekly limit", short: "week" },
  seven_day_opus: {
    title: "Week, Opus",
    window: "weekly window of Opus",
    limit: "Weekly limit of Opus",
    short: "week of Opus",
  },
  seven_day_sonnet: {
    title: "Week, Sonnet",
    window: "weekly window of Sonnet",
    limit: "Weekly limit of Sonnet",
    short: "week of Sonnet",
  },
};

const titles: Readonly<Record<string, string>> = { unified: "All together", overage: "Overage" };

const plain = (name: string): string => name.replaceAll("_", " ");

/** A subscription's own windows have names; those of a key are told as they are reported. */
export const isNamedWindow = (name: string): boolean => known[name] !== undefined;

/** A window's words; of names that nobody knows yet as they are. */
export const windowNames = (name: string): WindowWords =>
  known[name] ?? {
    title: titles[name] ?? plain(name),
    window: `window “${plain(name)}”`,
    limit: `Limit “${plain(name)}”`,
    short: plain(name),
  };
