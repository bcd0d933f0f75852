/** The door as Tauri opens it: `invoke` for commands, `listen` for events. */
import { Channel, type InvokeArgs, type InvokeOptions, invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Door, OpenedText, TextHeader } from "./door";
import { Failure } from "./failure";
import type { ImportProgress } from "./types";

/** Commands whose answer is the JSON text of `T`; each takes one argument, `args`. */
async function call<T>(command: string, args?: Record<string, unknown>): Promise<T> {
  return send<T>(command, args === undefined ? undefined : { args });
}

async function send<T>(command: string, body?: InvokeArgs, options?: InvokeOptions): Promise<T> {
  try {
    return await invoke<T>(command, body, options);
  } catch (thrown) {
    throw Failure.from(thrown);
  }
}

/** The Tauri backend. */
export const tauriDoor: Door = {
  boot: () => call("boot"),
  workspace: () => call("workspace"),
  newId: () => call("new_id"),
  createOrganisation: (name) => call("create_organisation", { name }),
  createProject: ({ org, name, key }) => call("create_project", { org, name, key }),
  editProject: (project, command) => call("edit_project", { project, command }),
  openProject: (project) => call("open_project", { project }),
  openBin: (project) => call("open_bin", { project }),
  createTask: (project, task, { placement = null, description = null } = {}) =>
    call("create_task", { project, task, placement, description }),
  act: (tasks, command) => call("act", { tasks, command }),
  moveTask: (task, to, state) => call("move_task", { task, to, state }),
  taskDetail: (task) => call("task_detail", { task }),
  addComment: (task, parent, body) => call("add_comment", { task, parent, body }),
  resolveConflict: (task, field, number) => call("resolve_conflict", { task, field, number }),
  undo: () => call("undo"),
  redo: () => call("redo"),
  search: (text, project, limit) => call("search", { text, project, limit }),
  textOpen: async (task) => splitText(await call<ArrayBuffer>("text_open", { task })),
  textChange: (task, change) => send("text_change", change, { headers: { task } }),
  textChangesSince: async (task, heads) =>
    new Uint8Array(await call<ArrayBuffer>("text_changes_since", { task, heads })),
  setPresence: (project, task, cursor) => call("set_presence", { project, task, cursor }),
  syncStatus: () => call("sync_status"),
  setOffline: (offline) => call("set_offline", { offline }),
  syncNow: () => call("sync_now"),
  refused: () => call("refused"),
  retryRefused: (number) => call("retry_refused", { number }),
  discardRefused: (number) => call("discard_refused", { number }),
  signUp: ({ relay, email, password, name }) => call("sign_up", { relay, email, password, name }),
  signIn: ({ relay, email, password }) => call("sign_in", { relay, email, password }),
  signOut: () => call("sign_out"),
  joinRelay: (org, name) => call("join_relay", { org, name }),
  addMember: (org, email, role) => call("add_member", { org, email, role }),
  importPreview: ({ name, delimiter, bytes }) =>
    send("import_preview", bytes, {
      headers: { name: encodeURIComponent(name), delimiter: encodeURIComponent(delimiter) },
    }),
  importRun: (request, onProgress) => {
    const progress = new Channel<ImportProgress>();
    progress.onmessage = onProgress;
    return send("import_run", { args: { request }, progress });
  },
  importStop: (token) => call("import_stop", { token }),
  exportProject: (project, format) => call("export_project", { project, format }),
  saveSettings: (settings) => call("save_settings", { settings }),
  on: (name, hear) => listen(name, ({ payload }) => hear(payload as never)),
};

/** A length as four little-endian bytes, that many bytes of JSON, then the document. */
export function splitText(answer: ArrayBuffer): OpenedText {
  const length = new DataView(answer).getUint32(0, true);
  const json = new TextDecoder().decode(new Uint8Array(answer, 4, length));
  return { header: JSON.parse(json) as TextHeader, doc: new Uint8Array(answer, 4 + length) };
}
