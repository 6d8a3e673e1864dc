import {
  limitRanges,
  type LimitName,
  type LimitsView,
  type LimitView,
  type UpdateLimitsInput,
} from "#server/contract/limits";

/** What a form says of one limit. */
export interface LimitField {
  readonly name: LimitName;
  readonly label: string;
  readonly hint: string;
  readonly seconds: boolean;
}

const amount = (name: LimitName, label: string, hint: string): LimitField => ({ name, label, hint, seconds: false });
const time = (name: LimitName, label: string, hint: string): LimitField => ({ name, label, hint, seconds: true });

export const limitGroups: readonly { readonly title: string; readonly fields: readonly LimitField[] }[] = [
  {
    title: "How much",
    fields: [
      amount("activeProjects", "Projects at work at once", "Others queue. A lower number stops nobody who is at work."),
      amount("turnsPerRun", "Turns in one run", "After so many the Developer's run is ended and tried again."),
      amount(
        "refinementsPerPhase",
        "Refinements of a phase",
        "Then a person is asked. For projects that are created from now on.",
      ),
    ],
  },
  {
    title: "Requests of an agent in a project",
    fields: [
      amount(
        "managerRequests",
        "Project Manager",
        "Plans, verdicts and reports. Then you are asked. New projects only.",
      ),
      amount(
        "developerRequests",
        "Developer",
        "Implementations and refinements. Then you are asked. New projects only.",
      ),
      amount("qaRequests", "Quality Assurance", "Reviews. Then you are asked. New projects only."),
      amount(
        "toolDeveloperPercent",
        "Developer's share in building a tool, in %",
        "Of the requests that you approve for it. The Project Manager and Quality Assurance have the rest.",
      ),
    ],
  },
  {
    title: "How long, in seconds",
    fields: [
      time("runIdleSeconds", "A run without a sign of life", "Then its process is ended and it is tried again."),
      time("runTotalSeconds", "A run in all", "Then its process is ended in any case."),
      time("checkSeconds", "One check", "A command of the project's own tests. Then it counts as failed."),
      time(
        "keepProcessSeconds",
        "Keep an agent's process for an answer",
        "An answer within it is followed at once. Then the process ends, and the project waits without one. 0: at once.",
      ),
      time("permissionSeconds", "A permission that nobody answers", "Then the agent is refused and goes on without."),
    ],
  },
];

export const limitFields: readonly LimitField[] = limitGroups.flatMap(({ fields }) => fields);

/** What stands in the form; empty is the default. */
export type LimitsText = Readonly<Record<LimitName, string>>;

const eachLimit = <Value>(of: (name: LimitName) => Value): Record<LimitName, Value> => ({
  activeProjects: of("activeProjects"),
  turnsPerRun: of("turnsPerRun"),
  refinementsPerPhase: of("refinementsPerPhase"),
  managerRequests: of("managerRequests"),
  developerRequests: of("developerRequests"),
  qaRequests: of("qaRequests"),
  toolDeveloperPercent: of("toolDeveloperPercent"),
  runIdleSeconds: of("runIdleSeconds"),
  runTotalSeconds: of("runTotalSeconds"),
  checkSeconds: of("checkSeconds"),
  permissionSeconds: of("permissionSeconds"),
  keepProcessSeconds: of("keepProcessSeconds"),
});

/** Null: as without anything set. */
export const limitsText = (limits: LimitsView | null): LimitsText =>
  eachLimit((name) => String(limits?.[name].own ?? ""));

/** What was typed as the server takes it, not checked yet: what is no number becomes one that no range has. */
export const limitsInput = (text: LimitsText): UpdateLimitsInput =>
  eachLimit((name) => (text[name].trim() === "" ? null : Number(text[name].trim().replaceAll(",", ""))));

export const rangeWords = (name: LimitName): string => {
  const { min, max } = limitRanges[name];
  return `${min.toLocaleString("en")} to ${max.toLocaleString("en")}.`;
};

/** Where a default is from, where that has to be said: machines may differ, or nobody may know. */
export const originWords = ({ origin }: LimitView): string => {
  switch (origin.from) {
    case "product":
      return "";
    case "web":
      return "No runner is alive to say its default; this is the web server's.";
    case "runners": {
      const differ = new Set(origin.machines.map(({ value }) => value)).size > 1;
      return differ
        ? `The machines' defaults differ: ${origin.machines.map(({ host, value }) => `${value.toLocaleString("en")} s on ${host}`).join(", ")}.`
        : "";
    }
    default:
      return origin satisfies never;
  }
};

/** A number of seconds as people say it: "600 s is 10 min." */
export const secondsWords = (text: string, standard: number): string => {
  const seconds = text.trim() === "" ? standard : Number(text.trim().replaceAll(",", ""));
  if (!Number.isInteger(seconds) || seconds < 60) return "";
  const parts = [
    [Math.floor(seconds / 3_600), "h"],
    [Math.floor((seconds % 3_600) / 60), "min"],
    [seconds % 60, "s"],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return `${seconds.toLocaleString("en")} s is ${words.join(" ")}.`;
};
