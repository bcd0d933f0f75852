import { expect, it } from "vitest";
import type { Organisation, Project, Workspace } from "../../backend/types";
import { currentOrganisation } from "./current";

const org = (id: string) => ({ id, name: id }) as Organisation;
const project = (id: string, org_id: string) => ({ id, org_id }) as Project;
const workspace: Workspace = {
  organisations: [org("a"), org("b"), org("c")],
  projects: [project("p", "b")],
};
const at = (place: string, last: string | null = null) =>
  currentOrganisation(workspace, place, last)?.id;

it("is that of the place, then the one chosen last, then the first", () => {
  expect(at("/project/p/list", "c")).toBe("b");
  expect(at("/organisations/c/members")).toBe("c");
  expect(at("/settings", "c")).toBe("c");
  expect(at("/settings", "gone")).toBe("a");
  expect(at("/project/gone/list")).toBe("a");
  expect(currentOrganisation({ organisations: [], projects: [] }, "/", null)).toBeUndefined();
});
