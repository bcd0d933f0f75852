// Makes changes.json: what the window's editor sends, by the very package that it uses. Run it in
// ui/, which has the package:  node ../app/client/tests/store/editor/make.mjs <genesis.bin>
// The genesis is what `TextSession::bytes` holds for a description that nobody has written.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const A = createRequire(join(process.cwd(), "package.json"))("@automerge/automerge");

const author = "019a0000000070008000000000000001";
const owner = "019a0000-0000-7000-8000-0000000000f1";
const path = ["text"];
const text = (value) => new A.ImmutableString(value);
const block = (type, parents = [], attrs = {}) => ({
  type: text(type),
  parents: parents.map(text),
  attrs,
  isEmbed: false,
});

// Loading forgets the author; a clone does not. It makes an actor of its own for them.
let doc = A.clone(A.load(new Uint8Array(readFileSync(process.argv[2]))), { author });
let time = 1_790_000_000_000;
const changes = [];
function change(what, write) {
  time += 250;
  doc = A.change(doc, { time }, write);
  changes.push({
    what,
    bytes: Buffer.from(A.getLastLocalChange(doc)).toString("hex"),
    text: A.spans(doc, path).map((span) => (span.type === "text" ? span.value : "\n")).join(""),
  });
}
const end = (doc) => doc.text.length;
function line(doc, type, words, parents, attrs) {
  A.splitBlock(doc, path, end(doc), block(type, parents, attrs));
  A.splice(doc, path, end(doc), 0, words);
}

change("the first letters say whose text it is", (doc) => {
  doc.owner = text(owner);
  doc.role = text("description");
  A.splice(doc, path, 0, 0, "Brew coffee ☕😀");
});
change("the first line becomes a heading", (doc) => {
  A.splitBlock(doc, path, 0, block("heading", [], { level: 1 }));
});
change("a paragraph with every mark", (doc) => {
  const from = end(doc) + 1;
  line(doc, "paragraph", "bold slanted fixed linked");
  A.mark(doc, path, { start: from, end: from + 4, expand: "both" }, "strong", true);
  A.mark(doc, path, { start: from + 5, end: from + 12, expand: "both" }, "em", true);
  A.mark(doc, path, { start: from + 13, end: from + 18, expand: "both" }, "code", true);
  const link = JSON.stringify({ href: "https://example.org/", title: "" });
  A.mark(doc, path, { start: from + 19, end: from + 25, expand: "none" }, "link", link);
});
change("lists, nested", (doc) => {
  line(doc, "unordered-list-item", "beans");
  line(doc, "ordered-list-item", "grind", ["unordered-list-item"]);
  line(doc, "paragraph", "finely", ["unordered-list-item", "ordered-list-item"]);
});
change("a quote and code", (doc) => {
  line(doc, "paragraph", "Said somebody", ["blockquote"]);
  line(doc, "code-block", "fn main() {}");
});
change("a paragraph becomes a heading, a mark goes, words go", (doc) => {
  const at = A.spans(doc, path)[0].type === "block" ? doc.text.indexOf("bold") - 1 : -1;
  A.updateBlock(doc, path, at, block("heading", [], { level: 2 }));
  A.unmark(doc, path, { start: at + 1, end: at + 5, expand: "both" }, "strong");
  A.splice(doc, path, doc.text.indexOf("Brew "), 5, "");
});
change("the library writes its own difference of blocks and words", (doc) => {
  const spans = A.spans(doc, path);
  const last = spans.at(-1);
  A.updateSpans(doc, path, [
    ...spans.slice(0, -1),
    { ...last, value: `${last.value} // nothing` },
    { type: "block", value: block("paragraph") },
    { type: "text", value: "The end.", marks: { em: true } },
  ]);
});

const out = new URL("changes.json", import.meta.url);
writeFileSync(out, `${JSON.stringify({ author, owner, changes }, null, 2)}\n`);
