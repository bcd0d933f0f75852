import { useState } from "react";
import { Link } from "wouter";
import type { Organisation } from "../../backend/types";
import { counted, grouped } from "../../parts/numbers";
import { paths } from "../../paths";
import { useSync } from "../../store/hooks";
import { Banner } from "../../ui/Banner";
import { Progress } from "../../ui/Progress";
import { handoverWords } from "./handover";
import css from "./Join.module.css";

/** What was made before is on its way to the relay: how much of it waits still. */
export function Handover({ org }: { org: Organisation }) {
  const view = useSync();
  const [most, setMost] = useState(view.waiting);
  // The count goes down; what it began with is the whole.
  if (view.waiting > most) setMost(view.waiting);
  const words = handoverWords(view);
  return (
    <div className={css.form}>
      {view.waiting > 0 && (
        <>
          <Progress value={most - view.waiting} max={most} label="Changes sent" />
          <p className={css.numbers}>
            {grouped(most - view.waiting)} of {counted(most, "change")} sent
          </p>
        </>
      )}
      <Banner tone={words.tone}>{words.text}</Banner>
      {view.refused > 0 && (
        <p>
          <Link href={paths.refused()}>{counted(view.refused, "change")} refused</Link>
        </p>
      )}
      <p className={css.next}>
        <Link href={paths.members(org.id)}>Add members</Link>
        <Link href={paths.home()}>Go to the projects</Link>
      </p>
    </div>
  );
}
