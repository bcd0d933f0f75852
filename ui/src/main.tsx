import "@fontsource-variable/inter";
import "./styles/tokens.css";
import "./styles/base.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { returnToPlace } from "./app/place";
import { followTheme } from "./app/theme";
import { openDoor } from "./backend/door";
import { tauriDoor } from "./backend/tauri";
import { listenForKeys } from "./parts/keys/keymap";
import { start } from "./store/start";

/** The demonstration's backend is no part of the product: its build has a mode of its own. */
async function openBackend(): Promise<void> {
  const fake = import.meta.env.MODE === "fake" || import.meta.env.DEV;
  if (fake && new URLSearchParams(location.search).has("fake")) {
    await import("./backend/fake/install");
  } else {
    openDoor(tauriDoor);
  }
}

/** A function, since a file that waits at its top cannot be shared with what it waits for. */
async function openWindow(root: HTMLElement): Promise<void> {
  listenForKeys();
  await openBackend();
  await start();
  followTheme();
  returnToPlace();
  createRoot(root).render(<App />);
}

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
void openWindow(root);
