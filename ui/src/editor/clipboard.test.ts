import { DOMParser as Parser, Slice } from "prosemirror-model";
import { expect, test } from "vitest";
import { copiedText, pastedHtml, pastedText } from "./clipboard";
import { schema } from "./schema";

const empty = schema.node("doc", null, [schema.node("paragraph")]).resolve(1);

test("a stack trace keeps its lines when it is pasted, and empty lines divide paragraphs", () => {
  const slice = pastedText("Error\r\n\tat Lamp\n\nThen it went dark.", empty);
  expect(slice.content.childCount).toBe(2);
  expect(slice.content.firstChild?.textContent).toBe("Error\n\tat Lamp");
});

test("pasted HTML is what a description can hold, and nothing of it runs", () => {
  const html = `<h2>Plan</h2>\n <p>one\n   two <b>three</b></p>
    <script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a>`;
  const page = document.createElement("div");
  page.innerHTML = pastedHtml(html);
  const doc = Parser.fromSchema(schema).parse(page);
  expect(doc.child(0).attrs.level).toBe(2);
  expect(doc.child(1).textContent).toBe("one two three");
  expect(JSON.stringify(doc.toJSON())).not.toContain("javascript");
  expect(doc.textContent).not.toContain("alert");
});

test("what was copied has its lines, with the carriage returns that it came with", () => {
  const carriage = schema.nodes.carriage.create({ text: "\r\n" });
  const lines = [
    schema.node("paragraph", null, [schema.text("one"), carriage, schema.text("two")]),
    schema.node("paragraph", null, [schema.text("three")]),
  ];
  expect(copiedText(new Slice(schema.node("doc", null, lines).content, 0, 0))).toBe(
    "one\r\ntwo\nthree",
  );
});
