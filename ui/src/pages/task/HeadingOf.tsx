import css from "./task.module.css";
import { useScene } from "./use-scene";

/** The screen's name. It is drawn by the key in the header and by the title's field. */
export function HeadingOf({ level: Level, id }: { level: "h1" | "h2"; id: string }) {
  const { line } = useScene();
  return (
    <Level id={id} className={css.heading}>
      {line.key} {line.title}
    </Level>
  );
}
