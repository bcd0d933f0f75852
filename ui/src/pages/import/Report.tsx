import type { ImportReport } from "../../backend/types";
import { grouped } from "../../parts/numbers";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { RefusedRows } from "./RefusedRows";
import css from "./Report.module.css";

interface Props {
  report: ImportReport;
  source: string;
  onOpen: () => void;
  onBack: () => void;
  onAgain: () => void;
}

/** What became of each row. */
export function Report({ report, source, onOpen, onBack, onAgain }: Props) {
  const counts: [string, number][] = [
    ["Created", report.created],
    ["Updated", report.updated],
    ["Unchanged", report.unchanged],
    ["In the bin", report.skipped.length],
    ["Refused", report.refused.length],
  ];
  return (
    <section className={css.report} aria-labelledby="report-title">
      <h2 id="report-title" className={css.title}>
        {report.stopped ? "Import stopped" : "Import done"}
      </h2>
      {report.stopped && (
        <Banner tone="info">
          What was imported before stays. Import the file again to go on: rows that are here already
          are found by their id.
        </Banner>
      )}
      <dl className={css.counts}>
        {counts.map(([label, count]) => (
          <div key={label} data-zero={count === 0}>
            <dt>{label}</dt>
            <dd>{grouped(count)}</dd>
          </div>
        ))}
      </dl>
      <p className={css.hint}>
        Import a newer file under the source “{source}” and its rows are found again by id.
      </p>
      <RefusedRows report={report} />
      <div className={css.actions}>
        <Button variant="primary" onClick={onOpen}>
          Open the project
        </Button>
        <Button onClick={onBack}>Change the mapping</Button>
        <Button variant="ghost" onClick={onAgain}>
          Another file
        </Button>
      </div>
    </section>
  );
}
