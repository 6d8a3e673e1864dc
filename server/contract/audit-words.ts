import type { AskKind } from "./asks.ts";
import { AgentRole, roleLabels } from "./roles.ts";
import { settingSentence } from "./setting-words.ts";
import { AuditAction, type AuditDetail, type AuditEntryView, type AuditGroup } from "./audit.ts";

/** What an entry's words are made of. */
type Facts = Pick<AuditEntryView, "subjectId" | "subjectName" | "detail">;

interface Deed {
  readonly group: AuditGroup;
  /** One sentence without its subject, who stands beside it, and without the project, to which a link leads. */
  readonly say: (facts: Facts) => string;
}

const scalar = (value: AuditDetail[string] | undefined, none = "nothing"): string =>
  value === undefined || value === null || value === "" ? none : String(value);
const of = ({ detail }: Facts, name: string, none?: string): string => scalar(detail[name], none);
const change = (facts: Facts): string => `from ${of(facts, "from")} to ${of(facts, "to")}`;
const whom = ({ subjectName, subjectId }: Facts): string => subjectName ?? subjectId ?? "somebody";
const what = ({ subjectId }: Facts): string => subjectId ?? "something";
const because = (facts: Facts, name: string): string => {
  const reason = of(facts, name, "");
  return reason === "" ? "" : `: “${reason}”`;
};
const dollars = (value: AuditDetail[string] | undefined): string =>
  typeof value === "number" ? `$${(value / 1_000_000).toFixed(2)}` : "no limit";

const choose = (
  value: AuditDetail[string] | undefined,
  words: Readonly<Record<string, string>>,
  none?: string,
): string => words[scalar(value)] ?? scalar(value, none);

const answers = {
  approve: "approved it",
  approve_changed: "changed and approved it",
  send_back: "sent it back",
  allow: "allowed it",
  deny: "denied it",
  accept: "accepted it as it is",
  refine: "refine",
  stop: "stop",
  grant: "granted more",
  raise: "raised it",
  keep_paused: "kept paused",
  alternative: "told to use something else",
  defer: "put off",
  reject: "refused",
  refuse: "refused",
} as const;
const askKinds = {
  plan_approval: "Plan",
  permission: "Permission",
  question: "Question",
  allocation: "Requests",
  tool_request: "Tool",
  budget_raise: "Budget",
  tool_acceptance: "A built tool",
} as const satisfies Record<AskKind, string>;
const whose = ({ detail }: Facts): string => {
  const role = AgentRole.safeParse(detail["role"]);
  return role.success ? roleLabels[role.data].who : "an agent";
};
const steerings = {
  redo_from_start: "Had a phase done again from its start",
  redo_as_it_stands: "Had a phase done again as it stands",
  skip: "Had a phase left out",
  roll_back: "Put the files back to before a phase",
} as const;
const toolScopes = { all: "all projects", project: "its project" } as const;
const accesses = { VIEW: "to look", STEER: "to steer and answer" } as const;

/** Every action's group and words. */
const deeds: Readonly<Record<AuditAction, Deed>> = {
  "setup.completed": { group: "sign_in", say: () => "Set Spiral up and became its first admin" },
  "sign_in.succeeded": { group: "sign_in", say: (facts) => `Signed in from ${of(facts, "address")}` },
  "sign_in.failed": {
    group: "sign_in",
    say: (facts) => `Sign-in as ${facts.subjectName ?? "somebody unknown"} failed, from ${of(facts, "address")}`,
  },
  "session.revoked": { group: "sign_in", say: () => "Ended one of their own sessions" },
  "sessions.revoked_all": {
    group: "sign_in",
    say: (facts) => `All sessions of ${whom(facts)} ended (${of(facts, "sessions", "0")})`,
  },
  "password.changed": { group: "sign_in", say: () => "Changed their password" },
  "password.reset_asked": { group: "people", say: (facts) => `Made a link to a new password for ${whom(facts)}` },
  "password.reset": { group: "sign_in", say: () => "Set a new password by a link" },
  "user.invited": {
    group: "people",
    say: (facts) => `Invited somebody as ${of(facts, "role").toLowerCase()}${because(facts, "note")}`,
  },
  "invitation.revoked": { group: "people", say: () => "Revoked an invitation" },
  "invitation.accepted": {
    group: "people",
    say: (facts) => `Accepted an invitation as ${of(facts, "role").toLowerCase()}`,
  },
  "user.role_changed": {
    group: "people",
    say: (facts) =>
      `Changed the role of ${whom(facts)} from ${of(facts, "from").toLowerCase()} to ${of(facts, "to").toLowerCase()}`,
  },
  "user.disabled": { group: "people", say: (facts) => `Disabled ${whom(facts)}` },
  "user.enabled": { group: "people", say: (facts) => `Enabled ${whom(facts)} again` },
  "user.session_ended": { group: "people", say: (facts) => `Ended a session of ${whom(facts)}` },
  "token.created": {
    group: "sign_in",
    say: (facts) => `Made the API token “${of(facts, "name", "?")}”, ending in ${of(facts, "lastFour", "…")}`,
  },
  "token.used": {
    group: "sign_in",
    say: (facts) =>
      `The API token “${of(facts, "name", "?")}” was used for the first time in a day, from ${of(facts, "address", "somewhere")}`,
  },
  "token.revoked": {
    group: "sign_in",
    say: (facts) => `Revoked the API token “${of(facts, "name", "?")}”, ending in ${of(facts, "lastFour", "…")}`,
  },
  "project.shared": {
    group: "people",
    say: (facts) =>
      facts.detail["to"] === null
        ? `Stopped sharing with ${whom(facts)}`
        : `Shared with ${whom(facts)} ${choose(facts.detail["to"], accesses)}`,
  },
  "ask.answered": {
    group: "answers",
    say: ({ detail }) =>
      `${choose(detail["kind"] ?? "question", askKinds)}: ${choose(detail["decision"], answers)}${detail["edited"] === true ? ", changed before" : ""}`,
  },
  "permission.remembered": {
    group: "answers",
    say: (facts) =>
      `Allowed from now on (${of(facts, "scope")}): ${of(facts, "rule", of(facts, "toolName", "a tool"))}`,
  },
  "permission.forgotten": {
    group: "answers",
    say: (facts) => `Took back a remembered permission: ${of(facts, "rule", "its words were not kept")}`,
  },
  "tool.accepted": {
    group: "answers",
    say: (facts) =>
      `Accepted proposal ${of(facts, "number")} of the tool ${of(facts, "name")} for ${choose(facts.detail["scope"], toolScopes)} (${of(facts, "hash").slice(0, 12)})`,
  },
  "tool.refused": {
    group: "answers",
    say: (facts) =>
      `Refused proposal ${of(facts, "number")} of the tool ${of(facts, "name")}${because(facts, "reason")}`,
  },
  "tool.not_awaited": {
    group: "answers",
    say: (facts) => `Let the work go on without the tool ${of(facts, "name")}`,
  },
  "tool.enabled": { group: "safety", say: (facts) => `Switched the tool ${of(facts, "name")} on` },
  "tool.disabled": { group: "safety", say: (facts) => `Switched the tool ${of(facts, "name")} off` },
  "tool.removed": { group: "safety", say: (facts) => `Removed the tool ${of(facts, "name")}` },
  "tool.imported": {
    group: "safety",
    say: (facts) => `Brought in the tool ${of(facts, "name")} (${of(facts, "hash").slice(0, 12)})`,
  },
  "project.submitted": { group: "projects", say: () => "Submitted it" },
  "project.paused": { group: "projects", say: () => "Paused it" },
  "project.resumed": { group: "projects", say: () => "Let it go on" },
  "project.cancelled": { group: "projects", say: () => "Cancelled it" },
  "project.retried": { group: "projects", say: () => "Had it tried again" },
  "project.followed_up": { group: "projects", say: (facts) => `Followed it up (cycle ${of(facts, "cycle")})` },
  "project.duplicated": { group: "projects", say: () => "Duplicated a project as this draft" },
  "phase.steered": {
    group: "projects",
    say: (facts) => `${choose(facts.detail["action"], steerings, "Steered a phase")}${because(facts, "text")}`,
  },
  "plan.edited": {
    group: "projects",
    say: (facts) => `Changed the plan (revision ${of(facts, "revision")})${because(facts, "reason")}`,
  },
  "message.sent": {
    group: "projects",
    say: (facts) => `Sent the agents a message of ${of(facts, "characters")} characters`,
  },
  "project.source_changed": { group: "projects", say: (facts) => `Changed what it starts from, ${change(facts)}` },
  "project.import_confirmed": { group: "projects", say: () => "Confirmed what was found in the files brought in" },
  "project.export_asked": {
    group: "projects",
    say: (facts) =>
      `Had work brought out (${of(facts, "kind")}${facts.detail["url"] ? `, to ${of(facts, "url")}` : ""})`,
  },
  "project.archived": { group: "projects", say: () => "Archived it" },
  "project.unarchived": { group: "projects", say: () => "Took it out of the archive" },
  "project.priority_changed": {
    group: "projects",
    say: (facts) =>
      `Changed its importance from ${of(facts, "importanceBefore")} to ${of(facts, "importance")} and its urgency from ${of(facts, "urgencyBefore")} to ${of(facts, "urgency")}`,
  },
  "workspace.removed": {
    group: "projects",
    say: (facts) => (facts.detail["orphaned"] === true ? `Had the folder ${what(facts)} removed` : "Workspace removed"),
  },
  "archive.uploaded": { group: "projects", say: (facts) => `Uploaded the archive ${of(facts, "name")}` },
  "setting.changed": { group: "settings", say: ({ subjectId, detail }) => settingSentence(subjectId, detail) },
  "budget.changed": {
    group: "settings",
    say: ({ detail }) =>
      `Changed a budget (${scalar(detail["scope"]).toLowerCase()}, ${scalar(detail["period"]).toLowerCase()}) from ${dollars(detail["from"])} to ${dollars(detail["to"])}`,
  },
  "requests.changed": {
    group: "settings",
    say: (facts) => `Changed the requests of ${whose(facts)} ${change(facts)}`,
  },
  "price.added": {
    group: "settings",
    say: (facts) => `Added a price of ${of(facts, "model")} from ${of(facts, "validFrom")} on`,
  },
  "secret.stored": {
    group: "secrets",
    say: (facts) => `Stored the secret ${what(facts)}, ending in ${of(facts, "lastFour", "…")}`,
  },
  "secret.retired": {
    group: "secrets",
    say: (facts) => `Replaced the secret ${what(facts)} that ended in ${of(facts, "lastFour", "…")}`,
  },
  "secret.removed": {
    group: "secrets",
    say: (facts) => `Removed the secret ${what(facts)} that ended in ${of(facts, "lastFour", "…")}`,
  },
  "secret.refused": {
    group: "secrets",
    say: (facts) => `Entered a key for ${what(facts)} that was refused, ending in ${of(facts, "lastFour", "…")}`,
  },
  "credential.stored": {
    group: "secrets",
    say: (facts) => `Stored the git credential ${of(facts, "name")} for ${of(facts, "host")}`,
  },
  "credential.removed": {
    group: "secrets",
    say: (facts) => `Removed the git credential ${of(facts, "name")} for ${of(facts, "host")}`,
  },
  "provider.switched": {
    group: "providers",
    say: (facts) =>
      `Switched from ${of(facts, "from", "an unknown model")} to ${of(facts, "to")} (${of(facts, "reason").replaceAll("_", " ")})`,
  },
  "project.provider_wished": {
    group: "providers",
    say: ({ detail }) =>
      detail["to"] === null
        ? "Left it open who works on it"
        : `Wants it worked on by ${choose(detail["to"], { claude: "Claude", local: "a local model" })}`,
  },
  "project.privacy_changed": {
    group: "providers",
    say: ({ detail }) => (detail["to"] === true ? "Made it private: local models only" : "Made it no longer private"),
  },
  "model.check_asked": { group: "providers", say: (facts) => `Had the model ${what(facts)} checked` },
  "model.pull_asked": { group: "providers", say: (facts) => `Had the model ${what(facts)} pulled` },
  "model.pull_stopped": { group: "providers", say: (facts) => `Stopped the pull of the model ${what(facts)}` },
  "project.network_changed": {
    group: "safety",
    say: ({ detail }) =>
      `Changed the hosts it may reach from ${scalar(detail["from"], "the installation's list")} to ${scalar(detail["to"], "the installation's list")}`,
  },
  "screening.passed": {
    group: "safety",
    say: (facts) => `Words were let through with findings (${of(facts, "rules")}; mode ${of(facts, "mode")})`,
  },
  "screening.refused": {
    group: "safety",
    say: (facts) => `Words were refused for findings (${of(facts, "rules")}; mode ${of(facts, "mode")})`,
  },
  "sandbox.switched_off": {
    group: "safety",
    say: (facts) => `The runner ${what(facts)} runs agents without a sandbox`,
  },
  "sandbox.check_asked": { group: "safety", say: () => "Had the sandbox checked anew" },
};

/** What one filters an action by. */
export const groupOf = (action: AuditAction): AuditGroup => deeds[action].group;

/** What was done, in one sentence; the bare action where this version does not know it (another one wrote it). */
export const auditSentence = (entry: Facts & { readonly action: string }): string => {
  const action = AuditAction.safeParse(entry.action);
  return action.success ? deeds[action.data].say(entry) : entry.action;
};

/** Who did it, where that is no person. */
export const nobodyWords = (action: string): string => (action === "sign_in.failed" ? "Unknown" : "Spiral");
