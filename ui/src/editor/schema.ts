import type { MarkValue } from "@automerge/automerge/slim";
import { type MappedSchemaSpec, SchemaAdapter } from "@automerge/prosemirror";

/** What a description can hold, and how Automerge's rich text names it. */
const spec: MappedSchemaSpec = {
  nodes: {
    doc: { content: "block+" },
    paragraph: {
      automerge: { block: "paragraph" },
      content: "inline*",
      // Imported texts have their line breaks and tabs as characters of one paragraph.
      whitespace: "pre",
      group: "block",
      parseDOM: [{ tag: "p" }],
      toDOM: () => ["p", 0],
    },
    /** Blocks of a newer version are kept as they are. */
    unknownBlock: {
      automerge: { unknownBlock: true },
      group: "block",
      content: "block+",
      parseDOM: [{ tag: "div[data-unknown-block]" }],
      toDOM: () => ["div", { "data-unknown-block": "true" }, 0],
    },
    blockquote: {
      automerge: { block: "blockquote" },
      content: "block+",
      group: "block",
      defining: true,
      parseDOM: [{ tag: "blockquote" }],
      toDOM: () => ["blockquote", 0],
    },
    heading: {
      automerge: {
        block: "heading",
        attrParsers: {
          fromAutomerge: (block) => ({ level: levelOf(block.attrs.level) }),
          fromProsemirror: (node) => ({ level: levelOf(node.attrs.level) }),
        },
      },
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
      automerge: { block: "code-block" },
      content: "text*",
      marks: "",
      group: "block",
      code: true,
      defining: true,
      parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
      toDOM: () => ["pre", ["code", 0]],
    },
    text: { group: "inline" },
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
      automerge: {
        block: {
          within: { ordered_list: "ordered-list-item", bullet_list: "unordered-list-item" },
        },
      },
      content: "paragraph block*",
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
      automerge: {
        markName: "link",
        parsers: {
          fromAutomerge: linkOf,
          fromProsemirror: ({ attrs }) => JSON.stringify({ href: attrs.href, title: attrs.title }),
        },
      },
    },
    em: {
      parseDOM: [{ tag: "i" }, { tag: "em" }],
      toDOM: () => ["em", 0],
      automerge: { markName: "em" },
    },
    strong: {
      parseDOM: [{ tag: "b" }, { tag: "strong" }],
      toDOM: () => ["strong", 0],
      automerge: { markName: "strong" },
    },
    code: {
      inclusive: false,
      parseDOM: [{ tag: "code" }],
      toDOM: () => ["code", { spellcheck: "false" }, 0],
      automerge: { markName: "code" },
    },
  },
};

/** One for every editor: it holds no text. */
export const adapter = new SchemaAdapter(spec);
export const schema = adapter.schema;

/** An address that may be opened; null for any that could run something. */
export function safeLink(address: unknown): string | null {
  const text = String(address).trim();
  return /^(https?:\/\/|mailto:)/i.test(text) ? text : null;
}

function levelOf(level: unknown): number {
  const number = Math.round(Number(level));
  return Number.isFinite(number) ? Math.min(3, Math.max(1, number)) : 1;
}

function linkOf(value: MarkValue): { href: string; title: string | null } {
  if (typeof value !== "string") return { href: "", title: null };
  try {
    const { href, title } = JSON.parse(value) as { href?: unknown; title?: unknown };
    return { href: String(href ?? ""), title: typeof title === "string" ? title : null };
  } catch {
    return { href: value, title: null };
  }
}
