import type { EditorView } from "prosemirror-view";
import { useEffect, useRef, useState } from "react";
import { Failure } from "../backend/failure";
import type { Uuid } from "../backend/types";
import { useTouched } from "../store/hooks";
import { Button } from "../ui/Button";
import { caretsKey } from "./carets";
import { Description } from "./description";
import css from "./editor.module.css";
import { FormatBar } from "./FormatBar";
import { plainText } from "./flat";
import { Announcer } from "./presence";
import { SavingMark } from "./SavingMark";
import { mount } from "./surface";
import { useCarets } from "./use-carets";

interface Props {
  project: Uuid;
  task: Uuid;
}

/** A task's description, with everybody who writes in it. */
export function DescriptionEditor({ project, task }: Props) {
  const [attempt, setAttempt] = useState(0);
  const { description, words } = useDescription(task, attempt);
  if (words !== null) {
    return (
      <div className={css.failed} role="alert">
        The description cannot be opened. {words}
        <Button size="sm" onClick={() => setAttempt(attempt + 1)}>
          Try again
        </Button>
      </div>
    );
  }
  if (description === null) return <div className={css.opening} aria-busy="true" />;
  return (
    <Opened
      key={`${task} ${attempt}`}
      project={project}
      task={task}
      description={description}
      onReopen={() => {
        description.abandon();
        setAttempt(attempt + 1);
      }}
    />
  );
}

interface OpenedProps extends Props {
  description: Description;
  onReopen: () => void;
}

function Opened({ project, task, description, onReopen }: OpenedProps) {
  const place = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<EditorView | null>(null);
  const [selected, setSelected] = useState(0);
  const [linking, setLinking] = useState(false);
  const [empty, setEmpty] = useState(false);
  const touched = useTouched(task);
  const others = useCarets(task, description, touched);

  // The editor is no React tree: it lives as long as this description is open.
  useEffect(() => {
    if (place.current === null) return;
    const announcer = new Announcer(project, task);
    const note = (mounted: EditorView) => {
      const { doc, selection } = mounted.state;
      setSelected(selection.empty ? 0 : selection.from * 100_000 + selection.to);
      setEmpty(
        doc.childCount === 1 && doc.firstChild?.isTextblock === true && doc.content.size <= 2,
      );
      if (!mounted.hasFocus()) return;
      announcer.tell(() => ({
        anchor: description.binding.cursorAt(Math.min(selection.anchor, doc.content.size)),
        head: description.binding.cursorAt(Math.min(selection.head, doc.content.size)),
      }));
    };
    const mounted = mount(place.current, description, {
      label: "Description",
      onChange: note,
      onEscape: () => mounted.dom.blur(),
      onLink: () => {
        if (mounted.state.selection.empty) return false;
        setLinking(true);
        return true;
      },
    });
    note(mounted);
    setView(mounted);
    const flush = () => void description.flush();
    window.addEventListener("pagehide", flush);
    document.addEventListener("visibilitychange", flush);
    return () => {
      window.removeEventListener("pagehide", flush);
      document.removeEventListener("visibilitychange", flush);
      announcer.stop();
      void description.close().finally(() => mounted.destroy());
    };
  }, [project, task, description]);

  // What others wrote comes when the store says that the task was touched.
  useEffect(() => {
    if (touched > 0) void description.refresh();
  }, [touched, description]);

  useEffect(() => {
    view?.dispatch(view.state.tr.setMeta(caretsKey, others).setMeta("addToHistory", false));
  }, [view, others]);

  return (
    <div className={css.editor} data-empty={empty || undefined}>
      <div ref={place} className={css.surface} data-selectable />
      {view !== null && selected > 0 && (
        <FormatBar view={view} linking={linking} onLinking={setLinking} />
      )}
      <SavingMark
        description={description}
        text={() => (view === null ? "" : plainText(view.state.doc))}
        onReopen={onReopen}
      />
    </div>
  );
}

function useDescription(task: Uuid, attempt: number) {
  const [state, setState] = useState<{ description: Description | null; words: string | null }>({
    description: null,
    words: null,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt opens it again
  useEffect(() => {
    let isWanted = true;
    setState({ description: null, words: null });
    Description.open(task).then(
      (description) => isWanted && setState({ description, words: null }),
      (error: unknown) =>
        isWanted && setState({ description: null, words: Failure.from(error).words }),
    );
    return () => {
      isWanted = false;
    };
  }, [task, attempt]);
  return state;
}
