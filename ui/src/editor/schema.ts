/**
 * What a description can hold. Every textblock is one line of the Automerge text: the characters
 * between two block markers, so that a place in one is a place in the other.
 */
import { type DOMOutputSpec, type Mark, type Node, Schema } from "prosemirror-model";
import { linkTarget } from "./link";

const headings = [1, 2, 3] as const;

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: {
      content: "inline*",
      group: "block",
      // Imported texts keep their line breaks and tabs as characters of one paragraph.
      whitespace: "pre",
      parseDOM: [{ tag: "p" }],
      toDOM: (): DOMOutputSpec => ["p", 0],
    },
    heading: {
      content: "inline*",
      group: "block",
      whitespace: "pre",
      defining: true,
      attrs: { level: { default: 1, validate: "number" } },
      parseDOM: [
        ...headings.map((level) => ({ tag: `h${level}`, attrs: { level } })),
        ...[4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level: 3 } })),
      ],
      // The page has an h1 and the panel's sections are h2.
      toDOM: (node: Node): DOMOutputSpec => [
        `h${Number(node.attrs.level) + 2}`,
        { "data-level": String(node.attrs.level) },
        0,
      ],
    },
    code_block: {
      content: "inline*",
      group: "block",
      code: true,
      defining: true,
      parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
      toDOM: (): DOMOutputSpec => ["pre", { spellcheck: "false" }, ["code", 0]],
    },
    blockquote: {
      content: "block+",
      group: "block",
      defining: true,
      parseDOM: [{ tag: "blockquote" }],
      toDOM: (): DOMOutputSpec => ["blockquote", 0],
    },
    bullet_list: {
      content: "list_item+",
      group: "block",
      parseDOM: [{ tag: "ul" }],
      toDOM: (): DOMOutputSpec => ["ul", 0],
    },
    ordered_list: {
      content: "list_item+",
      group: "block",
      parseDOM: [{ tag: "ol" }],
      toDOM: (): DOMOutputSpec => ["ol", 0],
    },
    list_item: {
      content: "block+",
      defining: true,
      parseDOM: [{ tag: "li" }],
      toDOM: (): DOMOutputSpec => ["li", 0],
    },
    text: { group: "inline" },
    /**
     * A carriage return, with the line feed after it. As text the browser would hand it back as a
     * line feed alone, and the next keystroke would rewrite every line of an imported text.
     */
    carriage: {
      group: "inline",
      inline: true,
      selectable: false,
      attrs: { text: { validate: "string" } },
      leafText: (node: Node) => String(node.attrs.text),
      toDOM: (): DOMOutputSpec => ["br"],
    },
    /** Something inside a line that this version does not know. It is kept as it is. */
    embed: {
      group: "inline",
      inline: true,
      attrs: { kind: { validate: "string" } },
      leafText: () => "",
      toDOM: (node: Node): DOMOutputSpec => [
        "span",
        { "data-embed": "", contenteditable: "false" },
        `[${String(node.attrs.kind)}]`,
      ],
    },
  },
  marks: {
    link: {
      attrs: { value: { validate: "string" } },
      inclusive: false,
      parseDOM: [
        {
          tag: "a[href]",
          getAttrs: (dom: HTMLElement) => {
            const href = dom.getAttribute("href") ?? "";
            return linkTarget(href) === null ? false : { value: linkValue(href) };
          },
        },
      ],
      toDOM: (mark: Mark): DOMOutputSpec => {
        const href = linkTarget(linkHref(mark));
        return ["a", href === null ? {} : { href, rel: "noreferrer", title: href }, 0];
      },
    },
    em: {
      parseDOM: [{ tag: "i" }, { tag: "em" }, { style: "font-style=italic" }],
      toDOM: (): DOMOutputSpec => ["em", 0],
    },
    strong: {
      parseDOM: [
        { tag: "strong" },
        // Some editors wrap everything they copy in a `<b>` that is not bold.
        {
          tag: "b",
          getAttrs: (dom: HTMLElement) => (dom.style.fontWeight === "normal" ? false : null),
        },
        {
          style: "font-weight",
          getAttrs: (value: string) => (/^(bold(er)?|[6-9]\d\d)$/.test(value) ? null : false),
        },
      ],
      toDOM: (): DOMOutputSpec => ["strong", 0],
    },
    code: {
      parseDOM: [{ tag: "code" }],
      toDOM: (): DOMOutputSpec => ["code", { spellcheck: "false" }, 0],
    },
    /** A mark that this version does not know. It is kept as it is. */
    unknown: {
      attrs: { name: { validate: "string" }, value: {} },
      excludes: "",
      toDOM: (): DOMOutputSpec => ["span", 0],
    },
  },
});

/** A link's value in the Automerge text, as Automerge's rich text schema has it. */
export function linkValue(href: string): string {
  return JSON.stringify({ href, title: "" });
}

export function linkHref(mark: Mark): string {
  try {
    const value: unknown = JSON.parse(String(mark.attrs.value));
    const href = typeof value === "object" && value !== null && "href" in value ? value.href : "";
    return typeof href === "string" ? href : "";
  } catch {
    return "";
  }
}
