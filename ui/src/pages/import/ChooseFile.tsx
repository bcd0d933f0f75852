import { type DragEvent, useState } from "react";
import { Banner } from "../../ui/Banner";
import { Icon } from "../../ui/Icon";
import { Spinner } from "../../ui/Spinner";
import css from "./ChooseFile.module.css";

interface Props {
  problem: string | null;
  reading: string | null;
  onPick: (file: File) => void;
}

/** Where a file is chosen or dropped. */
export function ChooseFile({ problem, reading, onPick }: Props) {
  const [over, setOver] = useState(false);

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file !== undefined) onPick(file);
  }

  return (
    <div className={css.choose}>
      <label
        className={css.zone}
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        {reading === null ? <Icon name="upload" /> : <Spinner label={`Reading ${reading}`} />}
        <span className={css.title}>
          {reading === null ? "Choose a CSV file" : `Reading ${reading}`}
        </span>
        <span className={css.hint}>or drop it here</span>
        <input
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          aria-label="CSV file"
          disabled={reading !== null}
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            // The same file, mended, can be chosen again.
            target.value = "";
            if (file !== undefined) onPick(file);
          }}
        />
      </label>
      {problem !== null && <Banner tone="danger">{problem}</Banner>}
      <dl className={css.notes}>
        <dt>What is needed</dt>
        <dd>A header line, a column that names each row for good, and a column with titles.</dd>
        <dt>Importing again</dt>
        <dd>
          Rows are found again by their id. What differs is updated, nothing is doubled, and tasks
          in the bin stay there.
        </dd>
        <dt>What does not fit</dt>
        <dd>Nothing is cut or repaired. Such rows are left out, with their line and the reason.</dd>
      </dl>
    </div>
  );
}
