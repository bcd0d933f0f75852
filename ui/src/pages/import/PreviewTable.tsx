import type { ImportPreview } from "../../backend/types";
import { counted, grouped } from "../../parts/numbers";
import { Badge } from "../../ui/Badge";
import { type Mapping, targetsOf } from "./mapping";
import css from "./PreviewTable.module.css";
import { targetNames } from "./words";

/** The first rows as they stand in the file, and what each column becomes. */
export function PreviewTable({ preview, mapping }: { preview: ImportPreview; mapping: Mapping }) {
  const shown = preview.rows.length;
  return (
    <figure className={css.figure}>
      {/* Wider than the page as often as not: it scrolls, also by keyboard. */}
      <section className={css.scroll} tabIndex={0} aria-label="First rows of the file">
        <table className={css.table}>
          <thead>
            <tr>
              {preview.columns.map((column, index) => {
                const taken = targetsOf(mapping, column);
                return (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a file has no other names for its rows and columns
                  <th key={index} scope="col" data-taken={taken.length > 0}>
                    <span className={css.column}>{column || "(no name)"}</span>
                    {taken.map((target) => (
                      <Badge key={target}>{targetNames[target]}</Badge>
                    ))}
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row, line) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a file has no other names for its rows and columns
              <tr key={line}>
                {preview.columns.map((column, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a file has no other names for its rows and columns
                  <td key={index} data-taken={targetsOf(mapping, column).length > 0}>
                    {row[index] ?? ""}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <figcaption className={css.caption}>
        {shown < preview.row_count
          ? `The first ${counted(shown, "row")} of ${grouped(preview.row_count)}.`
          : `${counted(preview.row_count, "row")}.`}
      </figcaption>
    </figure>
  );
}
