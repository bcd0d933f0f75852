import type { Theme } from "../../backend/types";
import { sayFailure } from "../../store/acts";
import { useSettings } from "../../store/hooks";
import { saveSettings } from "../../store/start";
import css from "./AppearanceSettings.module.css";
import { Sample } from "./Sample";

const themes: { value: Theme; name: string; hint: string }[] = [
  { value: "system", name: "System", hint: "As this machine is set" },
  { value: "light", name: "Light", hint: "" },
  { value: "dark", name: "Dark", hint: "" },
  { value: "light_contrast", name: "Light, high contrast", hint: "" },
  { value: "dark_contrast", name: "Dark, high contrast", hint: "" },
];

/** The theme, put on at once. */
export function AppearanceSettings() {
  const { theme } = useSettings();
  return (
    <fieldset className={css.themes}>
      <legend className={css.legend}>Theme</legend>
      {themes.map(({ value, name, hint }) => (
        <label key={value} className={css.theme}>
          <input
            type="radio"
            name="theme"
            value={value}
            checked={theme === value}
            onChange={() => void saveSettings({ theme: value }).catch(sayFailure)}
          />
          <Sample theme={value} />
          <span>{name}</span>
          {hint !== "" && <span className={css.hint}>{hint}</span>}
        </label>
      ))}
    </fieldset>
  );
}
