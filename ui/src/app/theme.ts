/** Puts the chosen theme on the document, and follows the system's when that is the choice. */

import type { Theme } from "../backend/types";
import { session } from "../store/session";

const dark = "(prefers-color-scheme: dark)";
const contrast = "(prefers-contrast: more)";

export function followTheme(): void {
  const put = (): void => {
    document.documentElement.dataset.theme = effectiveTheme(session.getState().settings.theme);
  };
  put();
  for (const query of [dark, contrast]) matchMedia(query).addEventListener("change", put);
  session.subscribe(({ settings }, before) => {
    if (settings.theme !== before.settings.theme) put();
  });
}

/** What a choice comes to on this system, now. */
export function effectiveTheme(theme: Theme): Exclude<Theme, "system"> {
  if (theme !== "system") return theme;
  const tone = matchMedia(dark).matches ? "dark" : "light";
  return matchMedia(contrast).matches ? `${tone}_contrast` : tone;
}
