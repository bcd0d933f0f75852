import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// A machine that builds beside the tests is slow, not wrong.
configure({ asyncUtilTimeout: 10_000 });

afterEach(cleanup);

// jsdom lays nothing out and has none of these.
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
Element.prototype.scrollIntoView ??= () => {};
Element.prototype.getAnimations ??= () => [];
