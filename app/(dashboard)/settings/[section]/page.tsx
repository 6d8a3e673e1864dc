import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { SettingsPage } from "#components/settings/settings-page";
import { findSection, firstSection, sectionHref, settingsSections } from "#client/settings/sections";

interface Props {
  params: Promise<{ section: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const section = findSection((await params).section);
  return { title: section === null ? "Settings" : `${settingsSections[section].title} · Settings` };
}

export default async function Page({ params }: Props) {
  const section = findSection((await params).section);
  if (section === null) notFound();
  if (section === firstSection) redirect(sectionHref(section));
  return <SettingsPage section={section} />;
}
