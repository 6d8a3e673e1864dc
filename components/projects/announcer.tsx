"use client";

import { useEffect, useRef } from "react";
import type { ProjectCard } from "#server/contract/views";
import { announcementsBetween } from "#client/projects/announcements";

/** Says aloud, for those who do not see the board move, what of a change matters. */
export function Announcer({ projects }: { projects: readonly ProjectCard[] }) {
  const region = useRef<HTMLOutputElement>(null);
  const before = useRef(projects);
  useEffect(() => {
    const news = announcementsBetween(before.current, projects);
    before.current = projects;
    if (news.length > 0 && region.current) region.current.textContent = news.join(". ");
  }, [projects]);
  return <output ref={region} className="sr-only" />;
}
