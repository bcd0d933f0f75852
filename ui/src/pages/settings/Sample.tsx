import type { Theme } from "../../backend/types";
import css from "./AppearanceSettings.module.css";

/** A theme, seen from far away. The system's may be either. */
export function Sample({ theme }: { theme: Theme }) {
  const shown = theme === "system" ? (["light", "dark"] as const) : [theme];
  return (
    <span className={css.sample} aria-hidden="true">
      {shown.map((each) => (
        <span key={each} className={css.window} data-theme={each}>
          <span className={css.side} />
          <span className={css.lines}>
            <span />
            <span />
            <span />
          </span>
        </span>
      ))}
    </span>
  );
}
