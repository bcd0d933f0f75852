/** Opens the fake door: `?fake`, `?fake=10000` for that many tasks, `?fake=0` for a first run. */
import { openDoor } from "../door";
import { makeFake } from "./fake";

const asked = new URLSearchParams(location.search).get("fake");
const tasks = asked === null || asked === "" ? 60 : Number(asked);
openDoor(makeFake({ tasks }));
