import type { Project } from "../../backend/types";
import { personsOf } from "../../parts/pickers/use-task-spec";
import { useDisplay, useOrganisation, usePeople } from "../../store/hooks";
import { type FilterItem, filterItems } from "./filters";

/** The filters of the project that is open, as they are set. */
export function useFilterItems(project: Project): FilterItem[] {
  const { filter } = useDisplay();
  const people = usePeople();
  const members = useOrganisation(project.id)?.members ?? [];
  return filterItems(filter, project, personsOf(people, members));
}
