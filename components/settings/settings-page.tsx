"use client";

import type { ReactNode } from "react";
import { PageHeader } from "#components/ui/page-header";
import { Section } from "#components/ui/panel";
import { useViewer } from "#components/shell/viewer";
import { Findings } from "#components/system/welcome-page";
import { TokenList } from "#components/api-tokens/token-list";
import { CredentialList } from "#components/git-credentials/credential-list";
import { PeopleSettings } from "#components/people/people-settings";
import { settingsSections, type SettingsSectionId } from "#client/settings/sections";
import { AppearanceChoice } from "./appearance-choice.tsx";
import { AlertSettings } from "./alert-settings.tsx";
import { BudgetSettings } from "./budget-settings.tsx";
import { DiskSettings } from "./disk-settings.tsx";
import { FallbackSettings } from "./fallback-settings.tsx";
import { ImportSettings } from "./import-settings.tsx";
import { LimitSettings } from "./limit-settings.tsx";
import { ModelSettings } from "./model-settings.tsx";
import { NetworkSettings } from "./network-settings.tsx";
import { PasswordSettings } from "./password-settings.tsx";
import { PermissionRules } from "./permission-rules.tsx";
import { PriceSettings } from "./price-settings.tsx";
import { ProviderSettings } from "./provider-settings.tsx";
import { ScreeningSettings } from "./screening-settings.tsx";
import { SessionList } from "./session-list.tsx";
import { SettingsNav } from "./settings-nav.tsx";

const AdminsOnly = () => <p className="text-muted">Only an admin sees it.</p>;

const contents: Record<SettingsSectionId, (canEdit: boolean) => ReactNode> = {
  providers: (canEdit) => <ProviderSettings canEdit={canEdit} />,
  models: (canEdit) => <ModelSettings canEdit={canEdit} />,
  prices: (canEdit) => <PriceSettings canEdit={canEdit} />,
  fallback: (canEdit) => <FallbackSettings canEdit={canEdit} />,
  limits: (canEdit) => <LimitSettings canEdit={canEdit} />,
  budgets: (canEdit) => (canEdit ? <BudgetSettings /> : <AdminsOnly />),
  alerts: (canEdit) => (canEdit ? <AlertSettings /> : <AdminsOnly />),
  people: (canEdit) => (canEdit ? <PeopleSettings /> : <AdminsOnly />),
  permissions: () => <PermissionRules />,
  network: (canEdit) => <NetworkSettings canEdit={canEdit} />,
  imports: (canEdit) => <ImportSettings canEdit={canEdit} />,
  screening: (canEdit) => <ScreeningSettings canEdit={canEdit} />,
  disk: (canEdit) => (canEdit ? <DiskSettings /> : <AdminsOnly />),
  machine: () => <Findings />,
  appearance: () => <AppearanceChoice />,
  credentials: () => <CredentialList />,
  tokens: () => <TokenList />,
  password: () => <PasswordSettings />,
  sessions: () => <SessionList />,
};

/** One page of the settings, with the list of all beside it. Those who may not change it see it all the same. */
export function SettingsPage({ section }: { section: SettingsSectionId }) {
  const canEdit = useViewer().role === "ADMIN";
  const { title, description, group } = settingsSections[section];
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-5 px-4 py-4 pb-16 md:px-6 md:py-5 md:pb-16">
      <PageHeader title="Settings" />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-5 md:grid-cols-[9.5rem_minmax(0,1fr)]">
        <SettingsNav current={section} isAdmin={canEdit} />
        <Section
          key={section}
          id={section}
          title={title}
          description={canEdit || group === "You" ? description : `${description} An administrator may change this.`}
        >
          {contents[section](canEdit)}
        </Section>
      </div>
    </div>
  );
}
