import { type RefObject, useEffect, useState } from "react";
import { type Action, useActions } from "../../parts/keys/keymap";
import { openPicker } from "../../parts/pickers/open-picker";
import type { PickerKind } from "../../parts/pickers/spec";
import { act } from "../../store/acts";
import { useMe } from "../../store/hooks";
import { copy } from "./TaskMenu";
import { useScene } from "./use-scene";

interface Props {
  root: RefObject<HTMLElement | null>;
  /** A panel: the fields' keys are the list's, unless the focus is in here. */
  within?: boolean;
  onClose: () => void;
}

/**
 * The task's keys. They are registered a moment after everything else was drawn, so that they come
 * before those of the list around the panel.
 */
export function TaskKeys(props: Props): React.JSX.Element | null {
  const [isLate, setLate] = useState(false);
  useEffect(() => setLate(true), []);
  return isLate ? <Keys {...props} /> : null;
}

const pickers: { kind: PickerKind; key: string; name: string; icon: Action["icon"] }[] = [
  { kind: "state", key: "s", name: "Change state…", icon: "check-circle" },
  { kind: "priority", key: "p", name: "Set priority…", icon: "flag" },
  { kind: "assignee", key: "a", name: "Assign to…", icon: "user" },
  { kind: "label", key: "l", name: "Add labels…", icon: "label" },
  { kind: "due", key: "d", name: "Set due date…", icon: "calendar" },
  { kind: "estimate", key: "e", name: "Set estimate…", icon: "estimate" },
];

function Keys({ root, within = false, onClose }: Props): null {
  const { task, line } = useScene();
  const me = useMe();
  const isHere = (): boolean => root.current?.contains(document.activeElement) ?? false;
  const applies = within ? isHere : () => true;
  useActions([
    ...pickers.map(
      ({ kind, key, name, icon }): Action => ({
        id: `pick-${kind}`,
        name,
        group: "Task",
        keys: [key],
        ...(icon === undefined ? {} : { icon }),
        applies,
        run: () => {
          const anchor = root.current?.querySelector(`[data-does="${kind}"]`) ?? root.current;
          if (anchor !== null) openPicker(kind, [task], anchor);
        },
      }),
    ),
    {
      id: "assign-me",
      name: "Assign to me",
      group: "Task",
      keys: ["i"],
      icon: "user-plus",
      applies,
      run: () => void act([task], { type: "assign", user: me.user }),
    },
    {
      id: "comment",
      name: "Write a comment",
      group: "Task",
      keys: ["m"],
      icon: "comment",
      run: () => {
        const field = root.current?.querySelector<HTMLElement>("[data-composer] textarea");
        field?.focus();
        field?.scrollIntoView({ block: "nearest" });
      },
    },
    {
      id: "next-conflict",
      name: "Next conflict of the task",
      group: "Task",
      keys: ["!"],
      icon: "conflict",
      applies: () => marksIn(root.current).length > 0,
      run: () => {
        const marks = marksIn(root.current);
        const at = marks.indexOf(document.activeElement as HTMLElement);
        marks[(at + 1) % marks.length]?.focus();
      },
    },
    {
      id: "copy-key",
      name: "Copy the task’s key",
      group: "Task",
      keys: ["mod+."],
      icon: "copy",
      inText: true,
      run: () => void copy(line.key, `${line.key} copied`),
    },
    {
      id: "leave-task",
      name: "Close the task",
      group: "View",
      keys: ["escape"],
      hidden: true,
      run: onClose,
    },
  ]);
  return null;
}

function marksIn(root: HTMLElement | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>("[data-conflict]") ?? [])];
}
