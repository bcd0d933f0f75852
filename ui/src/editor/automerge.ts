import wasm from "@automerge/automerge/automerge.wasm?url";
import { initializeWasm, isWasmInitialized } from "@automerge/automerge/slim";

let loading: Promise<void> | null = null;

/** Loads Automerge's WebAssembly, once, when the first text is opened: no start waits for it. */
export function loadAutomerge(): Promise<void> {
  if (isWasmInitialized()) return Promise.resolve();
  loading ??= fetch(wasm)
    .then((answer) => answer.arrayBuffer())
    .then((bytes) => initializeWasm(new Uint8Array(bytes)))
    .catch((error: unknown) => {
      loading = null;
      throw error;
    });
  return loading;
}
