import { grouped } from "../../parts/numbers";
import { Button } from "../../ui/Button";
import { Progress } from "../../ui/Progress";
import css from "./Running.module.css";
import { type Progress as Reached, rate } from "./steps";

interface Props {
  dry: boolean;
  progress: Reached;
  stopping: boolean;
  onStop: () => void;
}

/** How far it is, how fast, and a way to stop. */
export function Running({ dry, progress, stopping, onStop }: Props) {
  const { done, total } = progress;
  const speed = rate(progress);
  return (
    <section className={css.running} aria-busy="true">
      <h2 className={css.title}>{dry ? "Checking" : "Importing"}</h2>
      <Progress value={done} max={total} label={dry ? "Rows checked" : "Rows imported"} />
      <p className={css.numbers}>
        {grouped(done)} of {grouped(total)} rows
        {speed !== null && <span> · {grouped(speed)} rows a second</span>}
      </p>
      <div className={css.foot}>
        <Button onClick={onStop} disabled={stopping}>
          {stopping ? "Stopping" : "Stop"}
        </Button>
        {!dry && <p className={css.hint}>What is imported by then stays.</p>}
      </div>
    </section>
  );
}
