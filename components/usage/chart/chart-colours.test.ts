import { readFileSync } from "node:fs";
import {
  differenceCiede2000,
  filterDeficiencyDeuter,
  filterDeficiencyProt,
  filterDeficiencyTrit,
  parse,
  wcagContrast,
  type Color,
} from "culori";
import { describe, expect, test } from "vitest";
import { chartColours, otherColour } from "./chart-spec.ts";

const globals = readFileSync(new URL("../../../app/globals.css", import.meta.url), "utf8");
/** The tokens as they stand, light first. */
const [light = "", dark = ""] = globals.split('[data-theme="dark"] {');

const tokenOf = (theme: string, name: string): Color => {
  const text = new RegExp(`${name}: ([^;]+);`).exec(theme)?.[1] ?? "";
  const colour = parse(text);
  if (colour === undefined) throw new Error(`${name} is no colour: “${text}”`);
  return colour;
};

/** After Machado, Oliveira and Fernandes (2009), without any of the cone. */
const visions: Readonly<Record<string, (colour: Color) => Color>> = {
  everybody: (colour) => colour,
  protanopia: filterDeficiencyProt(1),
  deuteranopia: filterDeficiencyDeuter(1),
  tritanopia: filterDeficiencyTrit(1),
};
/** CIEDE2000: 1 is just seen side by side, 10 at a glance. */
const difference = differenceCiede2000();

describe.each([
  { name: "light", theme: light },
  { name: "dark", theme: dark },
])("the colours of charts, $name", ({ theme }) => {
  const colours = [...chartColours, otherColour].map((variable) => {
    const name = variable.slice("var(".length, -")".length);
    return { name, colour: tokenOf(theme, name) };
  });

  test.each(Object.entries(visions))("any two of them differ at a glance: %s", (_, seen) => {
    const alike = colours.flatMap((one, index) =>
      colours.slice(index + 1).flatMap((other) => {
        const apart = difference(seen(one.colour), seen(other.colour));
        return apart < 11 ? [`${one.name} and ${other.name}: ${apart.toFixed(1)}`] : [];
      }),
    );
    expect(alike).toEqual([]);
  });

  test("each stands out from what it is drawn on", () => {
    const surface = tokenOf(theme, "--surface");
    const faint = colours.filter(({ colour }) => wcagContrast(colour, surface) < 3).map(({ name }) => name);
    expect(faint).toEqual([]);
  });
});
