"use client";

import { PageHeader } from "#components/ui/page-header";
import { Section } from "#components/ui/panel";
import { useViewer } from "#components/shell/viewer";
import { Findings } from "#components/system/welcome-page";
import { AppearanceChoice } from "./appearance-choice.tsx";
import { ModelSettings } from "./model-settings.tsx";
import { PasswordSettings } from "./password-settings.tsx";
import { ProviderSettings } from "./provider-settings.tsx";
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
