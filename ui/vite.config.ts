import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  // The window is served from a protocol of its own: every address is relative.
  base: "./",
  build: {
    // What WebKitGTK 2.40, Safari 16.4 and WebView2 know.
    target: ["safari16.4", "chrome110"],
    // Assets stay files: the policy of the window allows no inlined scripts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What the first look needs is one file, not sixty: each is a question to the shell.
        codeSplitting: { groups: [{ name: "window", tags: ["$initial"] }] },
      },
    },
  },
  test: {
    environment: "jsdom",
    testTimeout: 30_000,
    setupFiles: ["src/test-setup.ts"],
    css: { modules: { classNameStrategy: "non-scoped" } },
  },
});
