import { useState } from "react";
import { Popover } from "../../ui/Popover";
import css from "./ColorPicker.module.css";
import { colorName, colors } from "./colors";

interface Props {
  /** Whose colour it is. */
  of: string;
  value: string;
  onPick: (color: string) => void;
}

/** A dot that opens twelve colours. */
export function ColorPicker({ of, value, onPick }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label={`Colour of ${of}`}
      trigger={
        <button
          type="button"
          className={css.dot}
          aria-label={`Colour of ${of}: ${colorName(value)}`}
          style={{ "--color": value } as React.CSSProperties}
        />
      }
    >
      <div className={css.grid}>
        {colors.map((color) => (
          <button
            key={color.value}
            type="button"
            className={css.swatch}
            aria-label={color.name}
            aria-pressed={color.value === value}
            title={color.name}
            style={{ "--color": color.value } as React.CSSProperties}
            onClick={() => {
              setOpen(false);
              if (color.value !== value) onPick(color.value);
            }}
          />
        ))}
      </div>
    </Popover>
  );
}
