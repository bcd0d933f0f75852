/** Puts the chosen theme on the document, and follows the system's when that is the choice. */

import type { Theme } from "../backend/types";
import { session } from "../store/session";

const dark = "(prefers-color-scheme: dark)";
const contrast = "(prefers-contrast: more)";

/** Where public/first-frame.js finds the choice, before the settings are known. */
const lastTheme = "aloft.theme";

/** Called once the settings are known: until then the first frame's theme stands. */
export function followTheme(): void {
  const put = (): void => {
    const { theme } = session.getState().settings;
    document.documentElement.dataset.theme = effective(theme);
    localStorage.setItem(lastTheme, theme);
  };
  put();
  for (const query of [dark, contrast]) matchMedia(query).addEventListener("change", put);
  session.subscribe(({ settings }, before) => {
    if (settings.theme !== before.settings.theme) put();
  });
}

/** Whether the window is dark, by choice or by the system. */
export function isDarkNow(): boolean {
  return document.documentElement.dataset.theme?.startsWith("dark") ?? false;
}

function effective(theme: Theme): Exclude<Theme, "system"> {
  if (theme !== "system") return theme;
  const tone = matchMedia(dark).matches ? "dark" : "light";
  return matchMedia(contrast).matches ? `${tone}_contrast` : tone;
}
