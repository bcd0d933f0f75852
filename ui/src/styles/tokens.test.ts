import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync("src/styles/tokens.css", "utf8");
const themes = ["light", "dark", "light_contrast", "dark_contrast"] as const;

/** Text and the grounds it stands on. */
const texts: Record<string, readonly string[]> = {
  text: [
    "bg",
    "raised",
    "sunken",
    "sidebar",
    "hover",
    "selected",
    "mark",
    "danger-bg",
    "warn-bg",
    "ok-bg",
    "info-bg",
    "conflict-bg",
  ],
  "text-2": ["bg", "raised", "sunken", "sidebar", "hover", "selected"],
  "text-3": ["bg", "raised", "sunken", "sidebar", "hover", "selected"],
  "accent-text": ["bg", "raised", "sidebar", "hover", "selected"],
  "on-accent": ["accent", "accent-hover"],
  "on-danger": ["danger"],
  danger: ["bg", "raised", "hover", "danger-bg"],
  warn: ["bg", "raised", "warn-bg"],
  ok: ["bg", "raised", "ok-bg"],
  conflict: ["bg", "raised", "conflict-bg"],
};

/** What must be seen and is no text: WCAG 1.4.11. */
const shapes: Record<string, readonly string[]> = {
  focus: ["bg", "raised", "sidebar", "hover", "selected"],
  "control-border": ["bg", "raised"],
  accent: ["bg", "raised"],
  urgent: ["bg", "raised", "selected"],
};

/** A row under the pointer or the arrow keys differs from what it lies on. */
const grounds = {
  hover: ["bg", "raised", "sidebar"],
  selected: ["bg", "raised", "sidebar"],
};

describe.each(themes)("%s", (theme) => {
  const colors = colorsOf(theme);
  const least = theme.endsWith("contrast") ? 7 : 4.5;

  test.each(pairs(texts))("%s on %s can be read", (front, back) => {
    expect(contrast(colors, front, back)).toBeGreaterThanOrEqual(least);
  });

  test.each(pairs(shapes))("%s on %s can be seen", (front, back) => {
    expect(contrast(colors, front, back)).toBeGreaterThanOrEqual(3);
  });

  test.each(pairs(grounds))("%s differs from %s", (front, back) => {
    expect(contrast(colors, front, back)).toBeGreaterThanOrEqual(1.06);
  });
});

test("every theme says every colour", () => {
  const names = themes.map((theme) => [...colorsOf(theme).keys()].sort());
  for (const each of names) expect(each).toEqual(names[0]);
});

function pairs(table: Record<string, readonly string[]>): [string, string][] {
  return Object.entries(table).flatMap(([front, backs]) =>
    backs.map((back): [string, string] => [front, back]),
  );
}

function colorsOf(theme: string): Map<string, number> {
  const block = css.split(`[data-theme="${theme}"] {`)[1]?.split("}")[0] ?? "";
  const found = block.matchAll(
    /--color-([a-z0-9-]+): oklch\(([\d.]+)% ([\d.]+) ?([\d.]*)[^)]*\);/g,
  );
  return new Map(
    [...found].map(([, name, l, c, h]) => [
      name ?? "",
      luminance(Number(l) / 100, Number(c), Number(h || 0)),
    ]),
  );
}

function contrast(colors: Map<string, number>, front: string, back: string): number {
  const [a, b] = [colors.get(front), colors.get(back)];
  if (a === undefined || b === undefined) throw new Error(`no colour ${front} or ${back}`);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** WCAG's relative luminance of an OKLCH colour, by the matrices of CSS Color 4, clipped to sRGB. */
function luminance(lightness: number, chroma: number, hue: number): number {
  const angle = (hue * Math.PI) / 180;
  const [a, b] = [chroma * Math.cos(angle), chroma * Math.sin(angle)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  const red = clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
