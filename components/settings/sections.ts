/** A page of the settings. One joins by a line here and its content in settings-page.tsx. */
export interface SettingsSection {
  readonly title: string;
  readonly description: string;
  readonly group: "Installation" | "You";
  /** Others do not see that it exists. */
  readonly adminOnly?: true;
}

/** All of them, in the order of the list beside them; the key is the end of the address. */
export const settingsSections = {
  providers: {
    title: "Providers",
    description: "Who does the thinking for your projects.",
    group: "Installation",
  },
  models: {
    title: "Models",
    description: "One for each role, by the provider's own name. Runs that begin from now on use them.",
    group: "Installation",
  },
  fallback: {
    title: "Fallback",
    description: "What happens when Claude cannot be asked, and the models on your own machines.",
    group: "Installation",
  },
  prices: {
    title: "Prices",
    description:
      "What models cost by the token, in dollars per million. Each call keeps the price of its own time; a new one changes nothing of the past.",
    group: "Installation",
  },
  limits: {
    title: "Limits",
    description:
      "How much may go on at once, and how long anything may take. Work that begins from now on goes by them.",
    group: "Installation",
  },
  budgets: {
    title: "Budgets",
    description:
      "What may be spent. At the limit work stops before the next call and waits; it goes on in the same session when the budget is raised or begins anew.",
    group: "Installation",
    adminOnly: true,
  },
  alerts: {
    title: "Alerts",
    description: "What is worth one, and where they are told beside the page of alerts.",
    group: "Installation",
    adminOnly: true,
  },
  people: {
    title: "People",
    description: "Who may sign in, and what they may do. Changes take effect at once.",
    group: "Installation",
    adminOnly: true,
  },
  permissions: {
    title: "Permissions",
    description: "What agents may do without asking, because somebody has allowed it and had it remembered.",
    group: "Installation",
  },
  network: {
    title: "Network",
    description:
      "Which hosts projects may reach that have no list of their own. Attempts that begin from now on go by it.",
    group: "Installation",
  },
  imports: {
    title: "Ways in and out",
    description:
      "What projects may start from beside archives and public git hosts, and where they may be pushed. Takes effect at once.",
    group: "Installation",
  },
  screening: {
    title: "Screening",
    description:
      "Briefs are searched for keys and passwords, for words that would turn an agent against its task, and for text that people do not see.",
    group: "Installation",
  },
  disk: {
    title: "Disk",
    description:
      "What projects take of it, and what is removed by itself. Nothing of a project that is at work or not archived ever is.",
    group: "Installation",
    adminOnly: true,
  },
  machine: { title: "This machine", description: "What the runner found where it works.", group: "Installation" },
  appearance: { title: "Appearance", description: "In this browser.", group: "You" },
  credentials: {
    title: "Git credentials",
    description: "Yours alone: what opens a git host, for bringing repositories in and pushing work out.",
    group: "You",
  },
  tokens: {
    title: "API tokens",
    description: "For programs of yours that ask Spiral over HTTP, as you. Agents get none.",
    group: "You",
  },
  password: {
    title: "Password",
    description: "Changing it ends all your sessions, this one too.",
    group: "You",
  },
  sessions: {
    title: "Sessions",
    description: "Where you are signed in. Ending a session takes effect at once.",
    group: "You",
  },
} as const satisfies Record<string, SettingsSection>;

export type SettingsSectionId = keyof typeof settingsSections;

const isSection = (id: string): id is SettingsSectionId => Object.hasOwn(settingsSections, id);

/** The section at the end of an address; null: there is none. */
export const findSection = (id: string): SettingsSectionId | null => (isSection(id) ? id : null);

/** The first section is the settings' own page. */
export const firstSection: SettingsSectionId = "providers";
export const sectionHref = (id: SettingsSectionId): string => (id === firstSection ? "/settings" : `/settings/${id}`);

/** Those that somebody may see, group by group. */
export const sectionGroups = (
  isAdmin: boolean,
): readonly { readonly group: SettingsSection["group"]; readonly ids: readonly SettingsSectionId[] }[] =>
  (["Installation", "You"] as const).map((group) => ({
    group,
    ids: Object.keys(settingsSections).filter((id): id is SettingsSectionId => {
      if (!isSection(id)) return false;
      const section: SettingsSection = settingsSections[id];
      return section.group === group && (isAdmin || section.adminOnly !== true);
    }),
  }));
