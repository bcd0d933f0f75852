/**
 * What a description can hold. Every textblock is one line of the Automerge text: the characters
 * between two block markers, so that a place in one is a place in the other.
 */
import { type DOMOutputSpec, type Node, Schema, type SchemaSpec } from "prosemirror-model";

const spec = {
  nodes: {
    doc: { content: "block+" },
    paragraph: {
      content: "inline*",
      // Imported texts have their line breaks and tabs as characters of one paragraph.
      whitespace: "pre",
      group: "block",
      parseDOM: [{ tag: "p" }],
      toDOM: () => ["p", 0],
    },
    blockquote: {
      content: "block+",
      group: "block",
      defining: true,
      parseDOM: [{ tag: "blockquote" }],
      toDOM: () => ["blockquote", 0],
    },
    heading: {
      attrs: { level: { default: 1 } },
      content: "inline*",
      whitespace: "pre",
      group: "block",
      defining: true,
      parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({
        tag: `h${level}`,
        attrs: { level: levelOf(level) },
      })),
      // The page has its own heading of the first level: the task's title.
      toDOM: (node) => [`h${levelOf(node.attrs.level) + 1}`, 0],
    },
    code_block: {
      // Somebody else may make the words of a code block bold: they must have a place.
      content: "inline*",
      group: "block",
      code: true,
      defining: true,
      parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
      toDOM: () => ["pre", ["code", 0]],
    },
    text: { group: "inline" },
    /**
     * A carriage return, with the line feed after it. As text the page would hand it back as a line
     * feed alone, and the next keystroke would rewrite every line of an imported text.
     */
    carriage: {
      group: "inline",
      inline: true,
      selectable: false,
      attrs: { text: {} },
      leafText: (node: Node) => String(node.attrs.text),
      toDOM: (): DOMOutputSpec => ["br"],
    },
    /** Something inside of a line that this version does not know. It is kept as it is. */
    embed: {
      group: "inline",
      inline: true,
      attrs: { kind: {} },
      leafText: () => "",
      toDOM: (node: Node): DOMOutputSpec => [
        "span",
        { "data-embed": "", contenteditable: "false" },
        `[${String(node.attrs.kind)}]`,
      ],
    },
    ordered_list: {
      group: "block",
      content: "list_item+",
      attrs: { order: { default: 1 } },
      parseDOM: [{ tag: "ol" }],
      toDOM: () => ["ol", 0],
    },
    bullet_list: {
      content: "list_item+",
      group: "block",
      parseDOM: [{ tag: "ul" }],
      toDOM: () => ["ul", 0],
    },
    list_item: {
      content: "block+",
      defining: true,
      parseDOM: [{ tag: "li" }],
      toDOM: () => ["li", 0],
    },
  },
  marks: {
    link: {
      attrs: { href: {}, title: { default: null } },
      inclusive: false,
      parseDOM: [
        {
          tag: "a[href]",
          getAttrs: (dom) => {
            const href = safeLink(dom.getAttribute("href") ?? "");
            return href === null ? false : { href, title: null };
          },
        },
      ],
      toDOM: (mark) => [
        "a",
        { href: safeLink(mark.attrs.href) ?? "#", rel: "noopener noreferrer", tabindex: "-1" },
        0,
      ],
    },
    em: {
      parseDOM: [{ tag: "i" }, { tag: "em" }],
      toDOM: () => ["em", 0],
    },
    strong: {
      parseDOM: [{ tag: "b" }, { tag: "strong" }],
      toDOM: () => ["strong", 0],
    },
    code: {
      inclusive: false,
      parseDOM: [{ tag: "code" }],
      toDOM: () => ["code", { spellcheck: "false" }, 0],
    },
    /** A mark that this version does not know. It is kept as it is. */
    unknown: {
      attrs: { name: {}, value: {} },
      excludes: "",
      toDOM: () => ["span", 0],
    },
  },
} satisfies SchemaSpec;

export const schema = new Schema(spec);

/** An address that may be opened; null for any that could run something. */
export function safeLink(address: unknown): string | null {
  const text = String(address).trim();
  return /^(https?:\/\/|mailto:)/i.test(text) ? text : null;
}

function levelOf(level: unknown): number {
  const number = Math.round(Number(level));
  return Number.isFinite(number) ? Math.min(3, Math.max(1, number)) : 1;
}

/** A link's mark as Automerge's rich text has it. */
export function linkOf(value: unknown): { href: string; title: string | null } {
  if (typeof value !== "string") return { href: "", title: null };
  try {
    const { href, title } = JSON.parse(value) as { href?: unknown; title?: unknown };
    return { href: String(href ?? ""), title: typeof title === "string" ? title : null };
  } catch {
    return { href: value, title: null };
  }
}
