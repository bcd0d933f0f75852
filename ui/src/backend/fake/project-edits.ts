/** What a command does to the fake's project. */
import type { Project, ProjectCommand } from "../types";

/** None: it was deleted. */
export function edited(project: Project, command: ProjectCommand): Project[] {
  switch (command.type) {
    case "batch":
      return command.commands.reduce(
        (projects, each) => projects.flatMap((one) => edited(one, each)),
        [project],
      );
    case "set_name":
      return [{ ...project, name: command.name }];
    case "set_key":
      return [{ ...project, key: command.key }];
    case "put_state": {
      const { type: _, ...state } = command;
      return [{ ...project, states: inOrder(put(project.states, state)) }];
    }
    case "remove_state":
      return [{ ...project, states: without(project.states, command.id) }];
    case "put_label": {
      const { type: _, ...label } = command;
      return [{ ...project, labels: put(project.labels, label) }];
    }
    case "remove_label":
      return [{ ...project, labels: without(project.labels, command.id) }];
    case "put_field": {
      const { id, name, field_type: type, order } = command;
      const options = project.fields.find((field) => field.id === id)?.options ?? [];
      return [
        { ...project, fields: inOrder(put(project.fields, { id, name, type, options, order })) },
      ];
    }
    case "remove_field":
      return [{ ...project, fields: without(project.fields, command.id) }];
    case "put_option": {
      const { id, name, color } = command;
      const fields = project.fields.map((field) =>
        field.id === command.field
          ? { ...field, options: put(field.options, { id, name, color }) }
          : field,
      );
      return [{ ...project, fields }];
    }
    case "remove_option": {
      const fields = project.fields.map((field) =>
        field.id === command.field
          ? { ...field, options: without(field.options, command.id) }
          : field,
      );
      return [{ ...project, fields }];
    }
    case "put_cycle": {
      const { type: _, ...cycle } = command;
      return [{ ...project, cycles: put(project.cycles, cycle) }];
    }
    case "remove_cycle":
      return [{ ...project, cycles: without(project.cycles, command.id) }];
    case "put_milestone": {
      const { type: _, ...milestone } = command;
      return [{ ...project, milestones: inOrder(put(project.milestones, milestone)) }];
    }
    case "remove_milestone":
      return [{ ...project, milestones: without(project.milestones, command.id) }];
    case "delete":
      return [];
    case "restore":
    // No screen asks for these yet.
    case "create":
    case "put_template":
    case "remove_template":
    case "put_view":
    case "remove_view":
      return [project];
  }
}

function put<T extends { id: string }>(items: readonly T[], item: T): T[] {
  return items.some(({ id }) => id === item.id)
    ? items.map((each) => (each.id === item.id ? item : each))
    : [...items, item];
}

function without<T extends { id: string }>(items: readonly T[], id: string): T[] {
  return items.filter((each) => each.id !== id);
}

function inOrder<T extends { order: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => (a.order < b.order ? -1 : 1));
}
