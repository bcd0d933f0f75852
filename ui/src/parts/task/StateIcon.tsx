import type { StateCategory } from "../../backend/types";
import css from "./icons.module.css";

export interface StateIconProps {
  category: StateCategory;
  /** Of the workflow state; left out, the text's own colour. */
  color?: string | undefined;
  /** How far along among the started states, 0 to 1. */
  progress?: number | undefined;
}

/** The sign of a workflow state: its shape tells the category, so colour is never needed. */
export function StateIcon({ category, color, progress = 0.5 }: StateIconProps): React.JSX.Element {
  return (
    <svg
      className={css.icon}
      viewBox="0 0 16 16"
      aria-hidden="true"
      style={color ? { color: `color-mix(in oklch, ${color} 82%, var(--color-text))` } : undefined}
    >
      {shapes[category](progress)}
    </svg>
  );
}

const ring = <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.5" />;
const disc = <circle cx="8" cy="8" r="6.75" fill="currentColor" />;

const shapes: Record<StateCategory, (progress: number) => React.ReactNode> = {
  backlog: () => (
    <circle
      cx="8"
      cy="8"
      r="6"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeDasharray="1.6 2.17"
      strokeDashoffset="0.8"
    />
  ),
  unstarted: () => ring,
  started: (progress) => (
    <>
      {ring}
      <circle
        cx="8"
        cy="8"
        r="1.9"
        fill="none"
        stroke="currentColor"
        strokeWidth="3.8"
        pathLength="100"
        strokeDasharray={`${progress * 100} 100`}
        transform="rotate(-90 8 8)"
      />
    </>
  ),
  completed: () => (
    <>
      {disc}
      <path d="m5 8.2 2.1 2.1L11 6.2" fill="none" stroke="var(--color-bg)" strokeWidth="1.6" />
    </>
  ),
  canceled: () => (
    <>
      {disc}
      <path d="m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6" stroke="var(--color-bg)" strokeWidth="1.6" />
    </>
  ),
};
