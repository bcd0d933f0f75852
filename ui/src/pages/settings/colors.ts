/** The colours that are offered for states, labels and options: told apart also when small. */
export const colors = [
  { name: "Grey", value: "#8a8f98" },
  { name: "Red", value: "#d1453b" },
  { name: "Orange", value: "#d9782d" },
  { name: "Yellow", value: "#c99a1c" },
  { name: "Green", value: "#3f9b57" },
  { name: "Teal", value: "#2f9c95" },
  { name: "Blue", value: "#3e8ed0" },
  { name: "Indigo", value: "#5e6ad2" },
  { name: "Purple", value: "#8457c9" },
  { name: "Pink", value: "#c9549b" },
  { name: "Brown", value: "#a0714a" },
  { name: "Slate", value: "#5b6b7b" },
] as const;

export const firstColor = colors[0].value;

export function colorName(value: string): string {
  return colors.find((color) => color.value === value.toLowerCase())?.name ?? value;
}

/** The colour that the fewest things have: the next thing is told apart without choosing. */
export function nextColor(used: readonly string[]): string {
  const [, ...choices] = colors;
  const times = (value: string) => used.filter((each) => each === value).length;
  return choices.reduce((best, color) => (times(color.value) < times(best.value) ? color : best))
    .value;
}
