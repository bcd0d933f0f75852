import type { ImportReport } from "../../backend/types";
import { CopyButton } from "../../parts/CopyButton";
import { counted, grouped } from "../../parts/numbers";
import css from "./RefusedRows.module.css";
import { refusedText, skippedText } from "./report";

/** More would only slow the page; the copied text has them all. */
const most = 200;

/** Rows that were left out, with the line and the reason, to be copied and mended. */
export function RefusedRows({ report }: { report: ImportReport }) {
  const { refused, skipped } = report;
  return (
    <>
      {refused.length > 0 && (
        <section aria-labelledby="refused-rows">
          <header className={css.head}>
            <h2 id="refused-rows">{counted(refused.length, "row")} refused</h2>
            <CopyButton text={() => refusedText(report)}>Copy all</CopyButton>
          </header>
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col">Id</th>
                <th scope="col">Reason</th>
              </tr>
            </thead>
            <tbody>
              {refused.slice(0, most).map(({ line, id, reason }) => (
                <tr key={line}>
                  <td>{line}</td>
                  <td>{id ?? "–"}</td>
                  <td>{sentence(reason)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {refused.length > most && (
            <p className={css.more}>
              And {grouped(refused.length - most)} more. “Copy all” has every row.
            </p>
          )}
        </section>
      )}
      {skipped.length > 0 && (
        <section aria-labelledby="skipped-rows">
          <header className={css.head}>
            <h2 id="skipped-rows">{counted(skipped.length, "row")} skipped</h2>
            <CopyButton text={() => skippedText(report)}>Copy all</CopyButton>
          </header>
          <p className={css.more}>
            Their tasks are in the bin. Restore them there, then import again to update them.
          </p>
        </section>
      )}
    </>
  );
}

/** Reasons are written to stand after a colon; here they stand alone. */
function sentence(reason: string): string {
  return reason.slice(0, 1).toUpperCase() + reason.slice(1);
}
