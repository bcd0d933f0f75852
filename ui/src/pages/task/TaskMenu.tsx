import { paths } from "../../paths";
import { act } from "../../store/acts";
import { IconButton } from "../../ui/IconButton";
import { Menu, type MenuItem } from "../../ui/Menu";
import { toast } from "../../ui/toast";
import { useScene } from "./use-scene";

/** What is rarely done with a task. */
export function TaskMenu(): React.JSX.Element {
  const { task, project, line } = useScene();
  const isDeleted = line.deleted_at !== undefined;
  const link = (): string => new URL(`#${paths.task(project.id, task)}`, location.href).href;
  const items: MenuItem[] = [
    {
      id: "key",
      label: "Copy key",
      icon: "copy",
      shortcut: "mod+.",
      run: () => void copy(line.key, `${line.key} copied`),
    },
    { id: "link", label: "Copy link", icon: "link", run: () => void copy(link(), "Link copied") },
    isDeleted
      ? {
          id: "restore",
          label: "Restore",
          icon: "rotate-ccw",
          separated: true,
          run: () => void act([task], { type: "restore" }),
        }
      : {
          id: "delete",
          label: "Delete",
          icon: "trash",
          danger: true,
          separated: true,
          run: () => void act([task], { type: "delete" }),
        },
  ];
  return <Menu align="end" items={items} trigger={<IconButton icon="more" label="More" />} />;
}

export async function copy(text: string, words: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast.show({ title: words });
  } catch {
    toast.show({ title: "The system’s clipboard did not take it.", tone: "danger" });
  }
}
