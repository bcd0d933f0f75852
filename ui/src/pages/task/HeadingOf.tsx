import css from "./task.module.css";
import { useScene } from "./use-scene";

/** The screen's name. It is drawn by the key in the header and by the title's field. */
export function HeadingOf({ id }: { id: string }) {
  const { line, level } = useScene();
  const Level = level === 1 ? "h1" : "h2";
  return (
    <Level id={id} className={css.heading}>
      {line.key} {line.title}
    </Level>
  );
}
