/** Work that the fake's relay refused. */
import type { Door } from "../door";
import { Failure } from "../failure";
import type { Delta, RefusedWork } from "../types";
import type { Memory } from "./memory";
import { idOf, lampProject } from "./seed";

type Part = Pick<Door, "refused" | "retryRefused" | "discardRefused">;

export function refusing(memory: Memory, told: () => Delta): Part {
  const numberOf = (number: number) => {
    const work = memory.refusedWork.find((each) => each.number === number);
    if (work === undefined) throw new Failure("not_found", "This is not refused any more.");
    return work;
  };
  const without = (number: number) => {
    memory.refusedWork = memory.refusedWork.filter((work) => work.number !== number);
    memory.emit("sync", memory.sync());
  };
  return {
    refused: async () => [...memory.refusedWork],
    retryRefused: async (number) => {
      if (!numberOf(number).can_retry) {
        throw new Failure("invalid", "The task is gone, so this cannot be tried again.");
      }
      without(number);
      return { delta: told(), label: null };
    },
    discardRefused: async (number) => without(numberOf(number).number),
  };
}

export function someRefused(now: number): RefusedWork[] {
  const hour = 3_600_000;
  return [
    {
      number: 3,
      project: lampProject,
      task: idOf(0x101, 4),
      subject: "LAMP-4 Bracket slips on 35 mm handlebars",
      intent: "Set the due date to 2027-01-31",
      text: null,
      at: now - 2 * hour,
      code: "forbidden",
      words: "Guests may comment, and change nothing else.",
      can_retry: true,
    },
    {
      number: 2,
      project: lampProject,
      task: idOf(0x101, 7),
      subject: "LAMP-7 Second supplier for the lens",
      intent: "Comment",
      text: "The sample from Jena arrived: clear, but four weeks of lead time. I would order fifty.",
      at: now - 26 * hour,
      code: "plan_limit",
      words: "The plan of this organisation has ended.",
      can_retry: true,
    },
  ];
}
