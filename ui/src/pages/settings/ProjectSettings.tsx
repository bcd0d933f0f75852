import { MissingProject } from "../../parts/MissingProject";
import { paths } from "../../paths";
import { useProject } from "../../store/hooks";
import { CycleSettings } from "./CycleSettings";
import { FieldSettings } from "./FieldSettings";
import { GeneralSettings } from "./GeneralSettings";
import { LabelSettings } from "./LabelSettings";
import { MilestoneSettings } from "./MilestoneSettings";
import { SectionPage } from "./SectionPage";
import { StateSettings } from "./StateSettings";

interface Props {
  params: { project: string; section?: string | undefined };
}

/** What a project is made of. Every change here can be undone. */
export default function ProjectSettings({ params }: Props) {
  const project = useProject(params.project);
  if (project === undefined) return <MissingProject />;
  return (
    <SectionPage
      title={`Settings of ${project.name}`}
      sections={[
        { id: "general", name: "General", content: <GeneralSettings project={project} /> },
        { id: "states", name: "States", content: <StateSettings project={project} /> },
        { id: "labels", name: "Labels", content: <LabelSettings project={project} /> },
        { id: "fields", name: "Fields", content: <FieldSettings project={project} /> },
        { id: "cycles", name: "Cycles", content: <CycleSettings project={project} /> },
        { id: "milestones", name: "Milestones", content: <MilestoneSettings project={project} /> },
      ]}
      section={params.section}
      pathOf={(section) => paths.projectSettings(project.id, section)}
    />
  );
}
