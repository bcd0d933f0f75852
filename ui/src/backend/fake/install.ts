/**
 * Opens the fake door: `?fake`, `?fake=10000` for that many tasks, `?fake=0` for a first run;
 * `&scene=offline` and so on for how the connection is.
 */
import { openDoor } from "../door";
import { scenes } from "./account";
import { descriptionOf } from "./descriptions";
import { makeFake } from "./fake";
import { members } from "./seed";
import { makeTexts } from "./texts";

const asked = new URLSearchParams(location.search);
const tasks = asked.get("fake") ?? "";
const scene = scenes.find((each) => each === asked.get("scene")) ?? "synced";
const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 40));
const texts = makeTexts({ author: members[0]?.user ?? "", textFor: descriptionOf });
openDoor(makeFake({ texts, tasks: tasks === "" ? 60 : Number(tasks), scene, pause }));
