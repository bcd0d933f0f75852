import { Select as Base } from "@base-ui/react/select";
import { classes } from "./classes";
import { Icon } from "./Icon";
import menu from "./menu.module.css";
import css from "./select.module.css";

interface Option<Value extends string> {
  value: Value;
  label: string;
}

interface Props<Value extends string> {
  value: Value;
  options: readonly Option<Value>[];
  onChange: (value: Value) => void;
  disabled?: boolean | undefined;
  size?: "sm" | "md" | undefined;
  /** Its name, where no Field gives it one. */
  "aria-label"?: string | undefined;
}

/** One of a few. For many, or for people and labels, take PickerMenu. */
export function Select<Value extends string>({
  value,
  options,
  onChange,
  disabled = false,
  size = "md",
  "aria-label": label,
}: Props<Value>) {
  return (
    <Base.Root
      items={[...options]}
      value={value as string}
      onValueChange={(picked) => picked !== null && onChange(picked as Value)}
      disabled={disabled}
    >
      <Base.Trigger className={classes(css.trigger, size === "sm" && css.sm)} aria-label={label}>
        <Base.Value className={css.value} />
        <Base.Icon className={css.arrow}>
          <Icon name="chevron-down" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className={menu.positioner} sideOffset={4} alignItemWithTrigger={false}>
          <Base.Popup className={classes(menu.popup, css.popup)}>
            {options.map(({ value: option, label: words }) => (
              <Base.Item key={option} value={option} className={menu.item}>
                <Base.ItemText className={menu.text}>{words}</Base.ItemText>
                <Base.ItemIndicator className={menu.end}>
                  <Icon name="check" />
                </Base.ItemIndicator>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
