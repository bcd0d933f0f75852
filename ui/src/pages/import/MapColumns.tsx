import { useState } from "react";
import type { ImportReport } from "../../backend/types";
import { grouped } from "../../parts/numbers";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { Input } from "../../ui/Input";
import { Select } from "../../ui/Select";
import css from "./MapColumns.module.css";
import { choosable, faultsOf, isRequired, type Target, targets } from "./mapping";
import { PreviewTable } from "./PreviewTable";
import { RefusedRows } from "./RefusedRows";
import { summary } from "./report";
import type { Draft, Problem } from "./steps";
import type { ImportActs } from "./use-import";
import { delimiters, targetHints, targetNames } from "./words";

interface Props {
  draft: Draft;
  problem: Problem | null;
  /** What a check without importing found. */
  checked: ImportReport | null;
  acts: ImportActs;
}

const none = "";

/** Which column becomes what, before anything is written. */
export function MapColumns({ draft, problem, checked, acts }: Props) {
  const { preview, mapping, source } = draft;
  const [shown, setShown] = useState(false);
  const faults = faultsOf(mapping, source);
  const isWhole = Object.keys(faults).length === 0;

  const go = (mode: "dry_run" | "import") => {
    setShown(true);
    if (isWhole) void acts.run(mode);
  };
  const errorAt = (field: Target | "source") =>
    (shown ? faults[field] : undefined) ?? (problem?.field === field ? problem.words : undefined);

  return (
    <div className={css.map}>
      {problem !== null && problem.field === null && <Banner tone="danger">{problem.words}</Banner>}
      <PreviewTable preview={preview} mapping={mapping} />
      <div className={css.fields} role="group" aria-label="Columns">
        {targets.map((target) => (
          <Field
            key={target}
            label={targetNames[target]}
            hint={targetHints[target]}
            error={errorAt(target)}
          >
            <Select
              value={mapping[target] ?? none}
              options={[
                { value: none, label: isRequired[target] ? "Choose a column" : "Not imported" },
                ...choosable(preview.columns).map((column) => ({ value: column, label: column })),
              ]}
              onChange={(column) => acts.setColumn(target, column === none ? null : column)}
            />
          </Field>
        ))}
        <Field
          label="Source"
          hint="Keep it when you import this file again: ids are looked up under it."
          error={errorAt("source")}
        >
          <Input value={source} onChange={({ target }) => acts.setSource(target.value)} />
        </Field>
        <Field label="Delimiter" hint="What stands between two columns.">
          <Select
            value={preview.delimiter}
            options={delimiters}
            onChange={(delimiter) => void acts.setDelimiter(delimiter)}
          />
        </Field>
      </div>
      {checked !== null && (
        <div className={css.checked} role="status">
          <Banner tone={checked.refused.length > 0 ? "warning" : "info"}>
            Nothing was written. An import would give: {summary(checked)}.
          </Banner>
          <RefusedRows report={checked} />
        </div>
      )}
      <div className={css.actions}>
        <Button variant="primary" onClick={() => go("import")}>
          Import {grouped(preview.row_count)} {preview.row_count === 1 ? "row" : "rows"}
        </Button>
        <Button onClick={() => go("dry_run")}>Check first</Button>
        <Button variant="ghost" onClick={acts.again}>
          Another file
        </Button>
      </div>
    </div>
  );
}
