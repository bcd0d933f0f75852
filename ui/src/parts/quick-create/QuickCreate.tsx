import { useLocation } from "wouter";
import { useStore } from "zustand";
import { projectIn } from "../../paths";
import { useProject, useWorkspace } from "../../store/hooks";
import { Dialog } from "../../ui/Dialog";
import { CreateForm } from "./CreateForm";
import css from "./create.module.css";
import { closeQuickCreate, quickCreate } from "./open-quick-create";

/** A new task from anywhere. Closed by accident, it still holds what was typed. */
export function QuickCreate(): React.JSX.Element {
  const { open, project: chosen } = useStore(quickCreate);
  const [place] = useLocation();
  const { projects } = useWorkspace();
  const looked = useProject(chosen ?? projectIn(place)) ?? projects[0];
  return (
    <Dialog
      open={open && looked !== undefined}
      onOpenChange={(next) => !next && closeQuickCreate()}
      title="New task"
      hideTitle
      size="md"
      className={css.dialog}
    >
      {looked !== undefined && <CreateForm project={looked} />}
    </Dialog>
  );
}
