import type { Target } from "./mapping";

export const targetNames: Record<Target, string> = {
  id: "Id",
  title: "Title",
  description: "Description",
  estimate: "Estimate",
};

export const targetHints: Record<Target, string> = {
  id: "Names a row for good, such as an issue key.",
  title: "One line.",
  description: "Taken as it is written.",
  estimate: "Points, as a number.",
};

/** Delimiters as people call them. An empty text asks the backend to find out. */
export const delimiters = [
  { value: ",", label: "Comma" },
  { value: ";", label: "Semicolon" },
  { value: "\t", label: "Tab" },
  { value: "|", label: "Bar" },
] as const;
