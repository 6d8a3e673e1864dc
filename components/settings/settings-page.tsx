"use client";

import { PageHeader } from "#components/ui/page-header";
import { Section } from "#components/ui/panel";
import { useViewer } from "#components/shell/viewer";
import { Findings } from "#components/system/welcome-page";
import { AppearanceChoice } from "./appearance-choice.tsx";
import { DiskSettings } from "./disk-settings.tsx";
import { ModelSettings } from "./model-settings.tsx";
import { NetworkSettings } from "./network-settings.tsx";
import { PasswordSettings } from "./password-settings.tsx";
import { ProviderSettings } from "./provider-settings.tsx";
import { ScreeningSettings } from "./screening-settings.tsx";
import { SessionList } from "./session-list.tsx";

/** Everything that can be set. Those who may not change it see it all the same. */
export function SettingsPage() {
  const canEdit = useViewer().role === "ADMIN";
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-10 px-4 py-4 pb-16 md:px-6 md:py-5 md:pb-16">
      <PageHeader
        title="Settings"
        {...(canEdit ? {} : { description: "Provider and models are changed by an administrator." })}
      />
      <Section id="provider" title="Provider" description="Who does the thinking for your projects.">
        <ProviderSettings canEdit={canEdit} />
      </Section>
      <Section
        id="models"
        title="Models"
        description="One for each role, by the provider's own name. Runs that begin from now on use them."
      >
        <ModelSettings canEdit={canEdit} />
      </Section>
      <Section
        id="network"
        title="Network"
        description="Which hosts projects may reach that have no list of their own. Attempts that begin from now on go by it."
      >
        <NetworkSettings canEdit={canEdit} />
      </Section>
      <Section
        id="screening"
        title="Screening"
        description="Briefs are searched for keys and passwords, for words that would turn an agent against its task, and for text that people do not see."
      >
        <ScreeningSettings canEdit={canEdit} />
      </Section>
      {canEdit ? (
        <Section
          id="disk"
          title="Disk"
          description="What projects take of it, and what is removed by itself. Nothing of a project that is at work or not archived ever is."
        >
          <DiskSettings />
        </Section>
      ) : null}
      <Section id="machine" title="This machine" description="What the runner found where it works.">
        <Findings />
      </Section>
      <Section id="appearance" title="Appearance" description="In this browser.">
        <AppearanceChoice />
      </Section>
      <Section id="password" title="Password" description="Changing it ends all your sessions, this one too.">
        <PasswordSettings />
      </Section>
      <Section
        id="sessions"
        title="Sessions"
        description="Where you are signed in. Ending a session takes effect at once."
      >
        <SessionList />
      </Section>
    </div>
  );
}
