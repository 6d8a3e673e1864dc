import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { chartColours, otherColour } from "./chart-spec.ts";

type Three = readonly [number, number, number];

const globals = readFileSync(new URL("../../../app/globals.css", import.meta.url), "utf8");
/** The tokens as they stand, light first. */
const [light = "", dark = ""] = globals.split('[data-theme="dark"] {');

const tokenOf = (theme: string, variable: string): string => {
  const name = variable.slice("var(".length, -")".length);
  const value = new RegExp(`${name}: (#[0-9a-f]{6});`).exec(theme)?.[1];
  if (value === undefined) throw new Error(`${name} is no colour of six digits.`);
  return value;
};

const linear = (hex: string): Three => {
  const part = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
};

const times = (matrix: readonly [Three, Three, Three], [r, g, b]: Three): Three => {
  const row = ([x, y, z]: Three): number => x * r + y * g + z * b;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
};

/** Machado, Oliveira and Fernandes (2009), severity 1, for linear RGB. */
const visions = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const;
type Vision = keyof typeof visions;
const visionNames = ["normal", "protanopia", "deuteranopia", "tritanopia"] as const satisfies readonly Vision[];

const seenAs = (vision: Vision, hex: string): Three => {
  const [r, g, b] = times(visions[vision], linear(hex));
  const within = (value: number): number => Math.min(1, Math.max(0, value));
  return [within(r), within(g), within(b)];
};

const luminance = ([r, g, b]: Three): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** CIE L*a*b*, white D65. */
const labOf = (rgb: Three): Three => {
  const [x, y, z] = times(
    [
      [0.4124564, 0.3575761, 0.1804375],
      [0.2126729, 0.7151522, 0.072175],
      [0.0193339, 0.119192, 0.9503041],
    ],
    rgb,
  );
  const f = (t: number): number => (t > 216 / 24_389 ? Math.cbrt(t) : (24_389 / 27 / 116) * t + 16 / 116);
  const [fx, fy, fz] = [f(x / 0.95047), f(y), f(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
};

const sin = (degrees: number): number => Math.sin((degrees * Math.PI) / 180);
const cos = (degrees: number): number => Math.cos((degrees * Math.PI) / 180);
const hueOf = (a: number, b: number): number => ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360;

/** CIEDE2000: 1 is just seen side by side, 10 at a glance. */
const difference = ([l1, a1, b1]: Three, [l2, a2, b2]: Three): number => {
  const grey = (chroma: number): number => Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));
  const stretch = 1.5 - 0.5 * grey((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2);
  const [c1, c2] = [Math.hypot(a1 * stretch, b1), Math.hypot(a2 * stretch, b2)];
  const [h1, h2] = [hueOf(a1 * stretch, b1), hueOf(a2 * stretch, b2)];
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
  // The short way round, and the hue in its middle.
  const turn = ((h2 - h1 + 540) % 360) - 180;
  const h = (h1 + turn / 2 + 360) % 360;
  const t = 1 - 0.17 * cos(h - 30) + 0.24 * cos(2 * h) + 0.32 * cos(3 * h + 6) - 0.2 * cos(4 * h - 63);
  const lightness = (l2 - l1) / (1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2));
  const chroma = (c2 - c1) / (1 + 0.045 * c);
  const hue = (2 * Math.sqrt(c1 * c2) * sin(turn / 2)) / (1 + 0.015 * c * t);
  const rotation = -2 * grey(c) * sin(60 * Math.exp(-(((h - 275) / 25) ** 2)));
  return Math.sqrt(lightness ** 2 + chroma ** 2 + hue ** 2 + rotation * chroma * hue);
};

test("differences are those of the standard", () => {
  // From the data of Sharma, Wu and Dalal (2005).
  expect(difference([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
  expect(difference([50, 2.5, 0], [73, 25, -18])).toBeCloseTo(27.1492, 4);
  expect(difference([6.7747, -0.2908, -2.4247], [5.8714, -0.0985, -2.2286])).toBeCloseTo(0.6377, 4);
});

describe.each([
  { name: "light", theme: light, surface: "#ffffff" },
  // oklch(0.193 0.005 255)
  { name: "dark", theme: dark, surface: "#131416" },
])("the colours of charts, $name", ({ theme, surface }) => {
  const colours = [...chartColours, otherColour].map((variable) => ({ variable, hex: tokenOf(theme, variable) }));

  test.each(visionNames)("any two of them differ at a glance: %s", (vision) => {
    const alike = colours.flatMap((one, index) =>
      colours.slice(index + 1).flatMap((other) => {
        const apart = difference(labOf(seenAs(vision, one.hex)), labOf(seenAs(vision, other.hex)));
        return apart < 11 ? [`${one.variable} and ${other.variable}: ${apart.toFixed(1)}`] : [];
      }),
    );
    expect(alike).toEqual([]);
  });

  test("each stands out from what it is drawn on", () => {
    const ground = luminance(linear(surface));
    const faint = colours.flatMap(({ variable, hex }) => {
      const own = luminance(linear(hex));
      const contrast = (Math.max(own, ground) + 0.05) / (Math.min(own, ground) + 0.05);
      return contrast < 3 ? [`${variable}: ${contrast.toFixed(2)}`] : [];
    });
    expect(faint).toEqual([]);
  });
});
