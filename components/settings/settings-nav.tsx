"use client";

import Link from "next/link";
import { sectionGroups, sectionHref, settingsSections, type SettingsSectionId } from "#client/settings/sections";

/** In a row that is wider than the screen the current one may stand outside. */
const bringIntoView = (link: HTMLAnchorElement | null): void =>
  link?.scrollIntoView({ block: "nearest", inline: "center" });

/** The list of the settings' pages: at the side, or in a row above on narrow screens. */
export function SettingsNav({ current, isAdmin }: { current: SettingsSectionId; isAdmin: boolean }) {
  return (
    <nav
      aria-label="Settings"
      className="scroll-quiet flex gap-4 max-md:relative max-md:-mx-4 max-md:overflow-x-auto max-md:border-b max-md:px-4 max-md:pb-2 md:sticky md:top-[calc(var(--banner)+1.25rem)] md:flex-col md:self-start"
    >
      {sectionGroups(isAdmin).map(({ group, ids }) => (
        <div key={group} className="flex flex-col gap-1 max-md:flex-row">
          <span className="px-2 text-xs text-faint max-md:sr-only">{group}</span>
          <ul className="flex flex-col gap-0.5 max-md:flex-row">
            {ids.map((id) => (
              <li key={id}>
                <Link
                  ref={id === current ? bringIntoView : null}
                  href={sectionHref(id)}
                  aria-current={id === current ? "page" : undefined}
                  className="flex h-7 items-center rounded-md px-2 whitespace-nowrap text-muted transition-colors hover:bg-hover hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-ink pointer-coarse:h-10"
                >
                  {settingsSections[id].title}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
