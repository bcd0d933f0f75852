import type { Priority } from "../../backend/types";
import css from "./icons.module.css";

export interface PriorityIconProps {
  priority: Priority;
  /** Read out, where no words beside it say the same. */
  label?: string;
}

/** The sign of a priority: bars, and a filled square for what is urgent. */
export function PriorityIcon({ priority, label }: PriorityIconProps): React.JSX.Element {
  const spoken =
    label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label };
  return (
    <svg className={css.icon} viewBox="0 0 16 16" data-priority={priority} {...spoken}>
      {priority === "urgent" ? urgent : priority === "none" ? none : bars(heights[priority])}
    </svg>
  );
}

const heights = { low: 1, medium: 2, high: 3 };

const urgent = (
  <>
    <rect x="1.5" y="1.5" width="13" height="13" rx="3" fill="currentColor" />
    <path d="M8 4.5v4.2" stroke="var(--color-bg)" strokeWidth="1.8" strokeLinecap="round" />
    <circle cx="8" cy="11.3" r="1.1" fill="var(--color-bg)" />
  </>
);

const none = (
  <path d="M2.5 8h2.4m1.9 0h2.4m1.9 0h2.4" stroke="currentColor" strokeWidth="1.5" opacity="0.75" />
);

function bars(lit: number): React.ReactNode {
  return [0, 1, 2].map((bar) => (
    <rect
      key={bar}
      x={2 + bar * 4.5}
      y={9 - bar * 3.2}
      width="3"
      height={5 + bar * 3.2}
      rx="1"
      fill="currentColor"
      opacity={bar < lit ? 1 : 0.3}
    />
  ));
}
