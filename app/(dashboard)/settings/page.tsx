import type { Metadata } from "next";
import { SettingsPage } from "#components/settings/settings-page";
import { firstSection } from "#client/settings/sections";

export const metadata: Metadata = { title: "Settings" };

export default function Page() {
  return <SettingsPage section={firstSection} />;
}
