import { Menu as Base } from "@base-ui/react/menu";
import { Fragment, type ReactElement } from "react";
import { classes } from "./classes";
import { Icon, type IconName } from "./Icon";
import { Kbd } from "./Kbd";
import css from "./menu.module.css";

export interface MenuItem {
  id: string;
  label: string;
  icon?: IconName | undefined;
  shortcut?: string | undefined;
  danger?: boolean | undefined;
  disabled?: boolean | undefined;
  /** A line above it. */
  separated?: boolean | undefined;
  run: () => void;
}

interface Props {
  /** The button that opens it. */
  trigger: ReactElement;
  items: readonly MenuItem[];
  align?: "start" | "center" | "end" | undefined;
}

/** A few actions behind one button. */
export function Menu({ trigger, items, align = "start" }: Props) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={css.positioner} sideOffset={4} align={align}>
          <Base.Popup className={css.popup}>
            {items.map(
              ({ id, label, icon, shortcut, danger, disabled = false, separated, run }) => (
                <Fragment key={id}>
                  {separated && <Base.Separator className={css.separator} />}
                  <Base.Item
                    className={classes(css.item, danger && css.danger)}
                    disabled={disabled}
                    onClick={run}
                  >
                    {icon !== undefined && <Icon name={icon} />}
                    <span className={css.text}>{label}</span>
                    {shortcut !== undefined && <Kbd keys={shortcut} />}
                  </Base.Item>
                </Fragment>
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
