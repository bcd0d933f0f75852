import { render, screen } from "@testing-library/react";
import { Suspense } from "react";
import { expect, test } from "vitest";
import { fetchLater, later } from "./later";

const load = async () => ({ default: ({ word }: { word: string }) => <p>{word}</p> });

test("a part that has come is drawn at once, without the fallback", async () => {
  const Part = later(load);
  await fetchLater();
  render(
    <Suspense fallback={<p>waiting</p>}>
      <Part word="there" />
    </Suspense>,
  );
  expect(document.body.textContent).toBe("there");
});

test("one that has not is waited for", async () => {
  const Part = later(load);
  render(
    <Suspense fallback={<p>waiting</p>}>
      <Part word="comes" />
    </Suspense>,
  );
  expect(document.body.textContent).toBe("waiting");
  expect(await screen.findByText("comes")).toBeTruthy();
});

test("one that does not come keeps no other from coming, and is asked for again", async () => {
  let asked = 0;
  const Broken = later(async () => {
    asked += 1;
    if (asked === 1) throw new Error("not there");
    return await load();
  });
  const Other = later(load);
  await fetchLater();
  render(
    <Suspense fallback={<p>waiting</p>}>
      <Other word="other" />
      <Broken word="again" />
    </Suspense>,
  );
  expect(await screen.findByText("again")).toBeTruthy();
  expect(asked).toBe(2);
});
