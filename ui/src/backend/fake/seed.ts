/** Believable work of a team that makes bicycle lamps, the same at every start. */
import type { Label, Member, Priority, Project, TaskLine, Uuid, WorkflowState } from "../types";

/** Numbers that look random and are the same each time (mulberry32). */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The n-th id of a kind, in the shape of a UUIDv7. */
export function idOf(kind: number, number: number): Uuid {
  const tail = number.toString(16).padStart(12, "0");
  return `01900000-0000-7${kind.toString(16).padStart(3, "0")}-8000-${tail}`;
}

const day = 86_400_000;

const names = ["Mira Holm", "Jonas Weber", "Aiko Tanaka", "Samuel Osei", "Lena Fischer"];

export const members: Member[] = names.map((name, index) => ({
  user: idOf(1, index + 1),
  name,
  role: index === 0 ? "owner" : "member",
  identities: [],
}));

export const orgId = idOf(2, 1);
export const lampProject = idOf(3, 1);
export const shopProject = idOf(3, 2);

export const states: WorkflowState[] = [
  { id: idOf(4, 1), name: "Backlog", category: "backlog", color: "#8a8f98", order: "a0" },
  { id: idOf(4, 2), name: "To do", category: "unstarted", color: "#8a8f98", order: "a1" },
  { id: idOf(4, 3), name: "In progress", category: "started", color: "#d9a514", order: "a2" },
  { id: idOf(4, 4), name: "In review", category: "started", color: "#3f9b57", order: "a3" },
  { id: idOf(4, 5), name: "Done", category: "completed", color: "#5e6ad2", order: "a4" },
  { id: idOf(4, 6), name: "Canceled", category: "canceled", color: "#8a8f98", order: "a5" },
];

export const labels: Label[] = [
  { id: idOf(5, 1), name: "Optics", color: "#3e8ed0" },
  { id: idOf(5, 2), name: "Battery", color: "#3f9b57" },
  { id: idOf(5, 3), name: "Housing", color: "#b8793a" },
  { id: idOf(5, 4), name: "Firmware", color: "#8457c9" },
  { id: idOf(5, 5), name: "Certification", color: "#c94f4f" },
  { id: idOf(5, 6), name: "Packaging", color: "#5a8f8a" },
];

const titles = [
  "Measure the beam cut-off at ten metres",
  "Choose a cell that survives a winter night",
  "Rubber seal lets water in at the charging port",
  "Bracket slips on 35 mm handlebars",
  "Lamp forgets its mode after charging",
  "Write the text for the StVZO approval",
  "Second supplier for the lens",
  "Side light blinds riders behind",
  "Ask three couriers to ride with it for a week",
  "Button is hard to find with gloves",
  "Battery gauge jumps from 40 to 10 percent",
  "Reduce the housing by four grams",
  "Aluminium finish scratches in the parcel",
  "Standlight lasts two minutes, not four",
  "Draw the exploded view for the manual",
  "Dim smoothly when a car approaches",
  "Salt spray test: screws corrode",
  "Compare USB-C connectors rated for 10,000 cycles",
  "Firmware update over the charging cable",
  "Heat at full power on a still day",
  "Retail box without plastic",
  "Magnet interferes with the wheel sensor",
  "Pick the warm white for the city model",
  "Switch debounce misses short presses",
  "Repair guide: replace the cell at home",
  "Photograph the beam on wet asphalt",
  "Price for shops that order fifty",
  "Clamp for seat posts with an aero profile",
  "Serial number readable after two winters",
  "Check the lamp against e-bike 6 V outputs",
];

const parts = ["front lamp", "rear lamp", "helmet lamp", "dynamo lamp", "city kit"];
const priorityOdds: Priority[] = ["none", "none", "low", "medium", "medium", "high", "urgent"];

export function makeProject(id: Uuid, name: string, key: string, now: number): Project {
  return {
    id,
    org_id: orgId,
    name,
    key,
    tasks: 0,
    states,
    labels,
    fields: [],
    cycles: [],
    milestones: [],
    templates: [],
    conflicts: [],
    created_at: now - 120 * day,
    updated_at: now,
  };
}

/** `count` tasks; `salt` tells the ids of two projects apart. */
export function makeLines(key: string, count: number, now: number, salt: number): TaskLine[] {
  const roll = dice(salt);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(roll() * from.length)] as T;
  const shares = [0.3, 0.5, 0.6, 0.66, 0.96, 1];
  return Array.from({ length: count }, (_, index) => {
    const share = roll();
    const state = states[shares.findIndex((until) => share < until)] as WorkflowState;
    const created = now - Math.floor(roll() * 90 * day) - day;
    const round = Math.floor(index / titles.length);
    const title = titles[index % titles.length] as string;
    const line: TaskLine = {
      id: idOf(0x100 + salt, index + 1),
      key: index === 2 ? `${key}-~3f2a1b` : `${key}-${index + 1}`,
      title: round === 0 ? title : `${title} (${pick(parts)}, run ${round})`,
      state: state.id,
      category: state.category,
      order: `a${index.toString(36).padStart(4, "0")}`,
      created_at: created,
      created_by: pick(members).user,
      updated_at: created + Math.floor(roll() * (now - created)),
    };
    const priority = pick(priorityOdds);
    if (priority !== "none") line.priority = priority;
    if (roll() < 0.7) line.assignees = [pick(members).user];
    if (roll() < 0.12)
      line.assignees = [members[1], members[2]].map((member) => member?.user ?? "");
    if (roll() < 0.6) line.labels = [pick(labels).id];
    if (roll() < 0.15) line.labels = [labels[0], labels[3]].map((label) => label?.id ?? "");
    if (roll() < 0.35) line.due = dateText(now + Math.floor((roll() - 0.3) * 40) * day);
    if (roll() < 0.5) line.estimate = pick([1, 2, 3, 5, 8]);
    if (roll() < 0.3) line.comments = 1 + Math.floor(roll() * 6);
    if (index === 4 || index === 9) line.conflicts = 1;
    return line;
  });
}

function dateText(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
