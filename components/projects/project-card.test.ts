import { createElement, type ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { PhasesStandIns } from "../project/phases-stand-ins.tsx";
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

test("who built it: a local model alone, or Claude as well", () => {
  const textOf = (node: ReactNode): string => renderToStaticMarkup(node).replaceAll(/<[^>]*>/g, "");
  const mark = (card: Parameters<typeof projectCard>[0]) =>
    textOf(createElement(StandInMark, { project: projectCard({ stoodIn: ["a:1b"], ...card }) }));
  expect(mark({ status: "SUCCEEDED" })).toBe("Partly on a local model");
  expect(mark({ status: "SUCCEEDED", allLocal: true })).toBe("Built on a local model");
  expect(mark({ status: "WAITING", allLocal: true })).toBe("So far on a local model");
  const words = (...phases: { standIn: string | null; claudeToo: boolean }[]) =>
    textOf(createElement(PhasesStandIns, { phases }));
  const [alone, both, claudes] = [
    { standIn: "a:1b", claudeToo: false },
    { standIn: "a:1b", claudeToo: true },
    { standIn: null, claudeToo: true },
  ];
  expect([words(alone), words(both), words(claudes)]).toEqual(["on a:1b", "partly on a:1b", ""]);
  expect(words(alone, claudes)).toBe("1 phase on a local model");
  expect(words(alone, both)).toBe("2 phases partly on local models");
});
