import type { AuditDetail } from "./audit.ts";
import { dollarsText } from "./budgets.ts";
import { earlyLabels, fallbackModeLabels } from "./fallback.ts";
import { roleLabels } from "./roles.ts";
import { settings, type SettingKey } from "./settings.ts";

type Value = AuditDetail[string] | undefined;

interface SettingWords {
  /** Within a sentence: "Changed … from 8 to 4". */
  readonly name: string;
  /** A value in words; as it is where nothing is said. */
  readonly say?: (value: NonNullable<Value>) => string;
  /** What no value means. */
  readonly none?: string;
  /** Too much for a sentence: only that it was changed is said. */
  readonly long?: true;
}

const yesOrNo = (value: NonNullable<Value>): string => (value === true ? "yes" : "no");
const of =
  (unit: string) =>
  (value: NonNullable<Value>): string =>
    `${typeof value === "number" ? value.toLocaleString("en") : value} ${unit}`;
const dollars = (value: NonNullable<Value>): string =>
  typeof value === "number" ? `$${dollarsText(value)}` : String(value);
const choice =
  (words: Readonly<Record<string, string>>) =>
  (value: NonNullable<Value>): string =>
    words[String(value)] ?? String(value);

const quoted = (text: string): string => `“${text}”`;

const seconds = of("s");
const days = of("days");

/** Every setting in words, for the audit log. */
export const settingWords: Readonly<Record<SettingKey, SettingWords>> = {
  "models.projectManager": { name: `the model of ${roleLabels.PROJECT_MANAGER.who}` },
  "models.developer": { name: `the model of ${roleLabels.DEVELOPER.who}` },
  "models.qualityAssurance": { name: `the model of ${roleLabels.QUALITY_ASSURANCE.who}` },
  "models.byComplexity": { name: "the models by complexity", long: true },
  "provider.anthropicBaseUrl": { name: "the address of the Anthropic API", none: "the usual one" },
  "provider.anthropicBaseUrlPrivate": { name: "whether that address may be in a private network", say: yesOrNo },
  "provider.anthropicKeyAddress": { name: "the address that the stored key is sent to", none: "none" },
  "provider.subscriptionOwnerId": { name: "whose projects the subscription works for", long: true },
  "sandbox.egressHosts": { name: "the hosts that projects may reach", none: "none" },
  "import.folders": { name: "the folders that projects may start from", none: "none" },
  "import.privateHosts": { name: "the git hosts in private networks", none: "none" },
  "import.archiveMb": { name: "the largest archive", say: of("MB") },
  "screening.mode": {
    name: "what findings in a brief mean",
    say: choice({ warn: "a warning", confirm: "a confirmation", block: "a refusal" }),
  },
  "fallback.mode": {
    name: "what happens when Claude cannot be asked",
    say: choice({
      auto: quoted(fallbackModeLabels.auto.name),
      manual: quoted(fallbackModeLabels.manual.name),
      disabled: quoted(fallbackModeLabels.disabled.name),
    }),
  },
  "fallback.early": {
    name: "when work leaves Claude before a limit",
    say: choice({ forecast: quoted(earlyLabels.forecast.name), threshold: quoted(earlyLabels.threshold.name) }),
  },
  "fallback.threshold": { name: "the share of a limit at which work leaves Claude", say: of("%") },
  "fallback.wish": {
    name: "where all projects are worked on",
    say: choice({ claude: "Claude", local: "a local model" }),
    none: "as it comes",
  },
  "ollama.hosts": { name: "the Ollama servers", none: "none" },
  "ollama.models": { name: "the order of the local models", none: "none" },
  "ollama.pinAtPercent": { name: "the share of a limit at which a local model is loaded", say: of("%") },
  "limits.activeProjects": { name: "how many projects are at work at once" },
  "limits.turnsPerRun": { name: "how many turns a run may have" },
  "limits.refinementsPerPhase": { name: "how often a phase is refined" },
  "limits.managerRequests": { name: `the requests of ${roleLabels.PROJECT_MANAGER.who} in a new project` },
  "limits.developerRequests": { name: `the requests of ${roleLabels.DEVELOPER.who} in a new project` },
  "limits.qaRequests": { name: `the requests of ${roleLabels.QUALITY_ASSURANCE.who} in a new project` },
  "limits.toolDeveloperPercent": { name: "the Developer's share of a tool's requests", say: of("%") },
  "timeouts.runIdleSeconds": { name: "the time without a sign of life", say: seconds, none: "the default" },
  "timeouts.runTotalSeconds": { name: "the time of a run", say: seconds, none: "the default" },
  "timeouts.checkSeconds": { name: "the time of a check", say: seconds, none: "the default" },
  "timeouts.permissionSeconds": { name: "how long a permission waits for an answer", say: seconds },
  "timeouts.keepProcessSeconds": { name: "how long a process is kept for an answer", say: seconds },
  "agents.contexts": { name: "what agents read beside their assignments", long: true },
  "budgets.projectDefaultMicros": { name: "the budget of a new project", say: dollars, none: "no limit" },
  "budgets.timeZone": { name: "the time zone of budgets" },
  "budgets.countSubscription": { name: "whether a subscription's calls count as money", say: yesOrNo },
  "alerts.errorPercent": { name: "the share of failing calls that is worth an alert", say: of("%") },
  "alerts.errorMinutes": { name: "the minutes over which failing calls are counted", say: of("min") },
  "alerts.errorMinCalls": { name: "the calls that there must be for an alert" },
  "webhook.url": { name: "the webhook's address", none: "none" },
  "webhook.privateAddress": { name: "whether the webhook may be in a private network", say: yesOrNo },
  "retention.removeArchivedAfterDays": { name: "when archived workspaces are removed", say: days, none: "never" },
  "retention.attemptOutputsAfterDays": { name: "when whole outputs are removed", say: days, none: "never" },
};

const isSetting = (key: string): key is SettingKey => Object.hasOwn(settings, key);

/** That a setting was changed, in one sentence; by its key where this version does not know it. */
export const settingSentence = (key: string | null, { from, to }: AuditDetail): string => {
  if (key === null || !isSetting(key)) {
    const plain = (value: Value): string => (value === undefined || value === null ? "nothing" : String(value));
    return `Changed the setting ${key ?? "something"} from ${plain(from)} to ${plain(to)}`;
  }
  const { name, say = String, none = "nothing", long = false } = settingWords[key];
  const words = (value: Value): string => (value === undefined || value === null || value === "" ? none : say(value));
  return long ? `Changed ${name}` : `Changed ${name} from ${words(from)} to ${words(to)}`;
};
