/** Everything that is shown of one task: its line at once, the rest as soon as it is read. */
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useStore } from "zustand";
import { door } from "../../backend/door";
import { Failure } from "../../backend/failure";
import type { Conflict, Project, TaskDetail, TaskLine, Uuid } from "../../backend/types";
import { said } from "../../store/acts";
import { useLine, usePeople, useProject, useTouched } from "../../store/hooks";
import { lines } from "../../store/open";
import { type Names, namesOf } from "./names";

export interface Scene {
  task: Uuid;
  project: Project;
  line: TaskLine;
  /** Null until it is read, a few milliseconds. */
  detail: TaskDetail | null;
  names: Names;
  conflictIn: (field: string) => Conflict | undefined;
  /** Of the heading above all: 1 on a page of its own, 2 beside a list. */
  level: 1 | 2;
}

export type Seen =
  | { at: "ready"; scene: Scene }
  | { at: "waiting" }
  | { at: "gone" }
  | { at: "failed"; failure: Failure; again: () => void };

const SceneContext = createContext<Scene | null>(null);
export const SceneProvider = SceneContext.Provider;

/** The task that this part of the screen is about. */
export function useScene(): Scene {
  const scene = useContext(SceneContext);
  if (scene === null) throw new Error("there is no SceneProvider above");
  return scene;
}

export function useSeen(projectId: Uuid, task: Uuid, level: Scene["level"]): Seen {
  const { detail, failure, again } = useDetail(task);
  const line = useLine(task) ?? detail?.line;
  const project = useProject(detail?.project ?? projectId);
  const people = usePeople();
  const scene = useMemo(() => {
    if (line === undefined || project === undefined) return null;
    const near = nearby(detail ?? null);
    return {
      task,
      project,
      line,
      detail: detail ?? null,
      level,
      names: namesOf(project, people, (id) => lines.get(id) ?? near.get(id)),
      conflictIn: (field: string) => detail?.conflicts.find((each) => each.field === field),
    };
  }, [task, project, line, detail, people, level]);

  if (scene !== null) return { at: "ready", scene };
  if (failure !== null) return { at: "failed", failure, again };
  return detail === null ? { at: "gone" } : { at: "waiting" };
}

/** `undefined` is not read yet, `null` is not on this machine. */
function useDetail(task: Uuid) {
  const [detail, setDetail] = useState<TaskDetail | null | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [attempt, setAttempt] = useState(0);
  const touched = useTouched(task);
  // A relation that another task holds does not touch this one, but an act of this window says so.
  const acts = useStore(said, ({ last }) => last?.serial ?? 0);
  // Asked for before anything is drawn: the answer comes while the page is.
  const [first] = useState(() => asked(task));
  const isFirst = useRef(true);

  // An effect: the backend is outside of React, and its answer may come after the task is closed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of them says that it is to be read again
  useEffect(() => {
    let isWanted = true;
    const reading = isFirst.current ? first : door.taskDetail(task);
    isFirst.current = false;
    reading.then(
      (read) => {
        if (!isWanted) return;
        setDetail(read);
        setFailure(null);
      },
      (thrown: unknown) => isWanted && setFailure(Failure.from(thrown)),
    );
    return () => {
      isWanted = false;
    };
  }, [task, touched, acts, attempt]);

  const again = useCallback(() => setAttempt((count) => count + 1), []);
  return { detail, failure, again };
}

function asked(task: Uuid): Promise<TaskDetail | null> {
  const reading = door.taskDetail(task);
  // Who waits for it hears of its failure; if nobody comes to, nobody needs to.
  reading.catch(() => undefined);
  return reading;
}

/** Tasks that this one speaks of, though they are in no open project. */
function nearby(detail: TaskDetail | null): ReadonlyMap<Uuid, TaskLine> {
  if (detail === null) return new Map();
  const related = detail.relations.map(({ task }) => task);
  const family = [...related, ...detail.children, ...(detail.parent ? [detail.parent] : [])];
  return new Map(family.map((line) => [line.id, line]));
}
