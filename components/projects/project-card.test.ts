import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { StandInMark } from "../project/stand-in.tsx";
import { projectCard } from "./project-card-fixture.ts";
import { ProjectActivity } from "./project-card.tsx";

test("what a server renders has no time of day, which is the reader's: neither their clock nor their time zone is known there", () => {
  const until = new Date("2026-11-30T14:30:00Z");
  const hold = { reason: "quota", until: until.toISOString(), message: "Used up." } as const;
  const project = projectCard({ status: "WAITING", hold, standIn: { model: "a:1b", reason: "quota", until } });
  const text = [StandInMark, ProjectActivity].map((Part) =>
    renderToStaticMarkup(createElement(Part, { project })).replaceAll(/<[^>]*>/g, ""),
  );
  expect(text).toEqual(["On a:1b", "Used up."]);
});
