/** What the editor asks of a backend; without one, a fake has no descriptions to open. */
import type { Door } from "../door";
import { Failure } from "../failure";

export type FakeTexts = Pick<Door, "textOpen" | "textChange" | "textChangesSince">;

const none = (): Promise<never> =>
  Promise.reject(new Failure("not_found", "This demonstration has no descriptions."));

export const noTexts: FakeTexts = { textOpen: none, textChange: none, textChangesSince: none };
