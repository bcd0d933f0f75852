import { go } from "../../parts/go";
import { MissingProject } from "../../parts/MissingProject";
import { Screen } from "../../parts/Screen";
import { paths } from "../../paths";
import { useProject } from "../../store/hooks";
import { ChooseFile } from "./ChooseFile";
import { MapColumns } from "./MapColumns";
import { Report } from "./Report";
import { Running } from "./Running";
import { useImport } from "./use-import";

/** Issues of another tool become tasks of a project. */
export default function Import({ params: { project: id } }: { params: { project: string } }) {
  const project = useProject(id);
  const [step, acts] = useImport(id);
  if (project === undefined) return <MissingProject />;

  const file = step.at === "choose" || step.at === "reading" ? null : step.draft.file.name;
  const title =
    file === null ? `Import into ${project.name}` : `Import ${file} into ${project.name}`;
  return (
    <Screen title={title} width="wide">
      {step.at === "choose" && (
        <ChooseFile problem={step.problem} reading={null} onPick={(file) => void acts.pick(file)} />
      )}
      {step.at === "reading" && (
        <ChooseFile problem={null} reading={step.file.name} onPick={() => undefined} />
      )}
      {step.at === "map" && <MapColumns {...step} acts={acts} />}
      {step.at === "running" && <Running {...step} onStop={acts.stop} />}
      {step.at === "report" && (
        <Report
          report={step.report}
          source={step.draft.source}
          onOpen={() => go(paths.project(id))}
          onBack={acts.back}
          onAgain={acts.again}
        />
      )}
    </Screen>
  );
}
