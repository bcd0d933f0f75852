/** What keys and Markdown do in a description. */
import {
  baseKeymap,
  chainCommands,
  exitCode,
  newlineInCode,
  setBlockType,
  splitBlock,
  toggleMark,
} from "prosemirror-commands";
import { history, redo, undo } from "prosemirror-history";
import {
  InputRule,
  inputRules,
  textblockTypeInputRule,
  wrappingInputRule,
} from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import type { MarkType, NodeType } from "prosemirror-model";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import type { Command, Plugin } from "prosemirror-state";
import { schema } from "./schema";

const node = (name: string): NodeType => schema.nodes[name] as NodeType;
const mark = (name: string): MarkType => schema.marks[name] as MarkType;

export const commands = {
  strong: toggleMark(mark("strong")),
  em: toggleMark(mark("em")),
  code: toggleMark(mark("code")),
  heading: toggleBlock(node("heading"), { level: 1 }),
  codeBlock: toggleBlock(node("code_block")),
  bulletList: wrapInList(node("bullet_list")),
  orderedList: wrapInList(node("ordered_list")),
  quote: wrapInList(node("blockquote")),
} satisfies Record<string, Command>;

/** Puts a link on what is selected; none takes it off. */
export function linkTo(href: string | null): Command {
  return (state, dispatch) => {
    const { from, to, empty } = state.selection;
    if (empty) return false;
    const tr = state.tr.removeMark(from, to, mark("link"));
    if (href !== null) tr.addMark(from, to, mark("link").create({ href }));
    dispatch?.(tr);
    return true;
  };
}

/** Plugins for typing. */
export function typing(onLink: () => boolean): Plugin[] {
  const item = node("list_item");
  return [
    inputRules({
      rules: [
        textblockTypeInputRule(/^(#{1,3})\s$/, node("heading"), (match) => ({
          level: match[1]?.length ?? 1,
        })),
        textblockTypeInputRule(/^```$/, node("code_block")),
        wrappingInputRule(/^\s*[-*]\s$/, node("bullet_list")),
        wrappingInputRule(/^1\.\s$/, node("ordered_list")),
        wrappingInputRule(/^>\s$/, node("blockquote")),
        markRule(/\*\*([^*\s](?:[^*]*[^*\s])?)\*\*$/, mark("strong")),
        markRule(/(?<!`)`([^`]+)`$/, mark("code")),
      ],
    }),
    keymap({
      "Mod-b": commands.strong,
      "Mod-i": commands.em,
      "Mod-e": commands.code,
      "Mod-k": onLink,
      "Mod-z": undo,
      "Mod-y": redo,
      "Shift-Mod-z": redo,
      Enter: chainCommands(splitListItem(item), newlineInCode),
      // A line break inside of a paragraph is a new paragraph: texts have no other.
      "Shift-Enter": chainCommands(exitCode, splitBlock),
      Tab: sinkListItem(item),
      "Shift-Tab": liftListItem(item),
    }),
    keymap(baseKeymap),
    history({ newGroupDelay: 600 }),
  ];
}

function toggleBlock(type: NodeType, attrs: Record<string, unknown> | null = null): Command {
  return (state, dispatch) => {
    const isSet = state.selection.$from.parent.type === type;
    const command = isSet ? setBlockType(node("paragraph")) : setBlockType(type, attrs);
    return command(state, dispatch);
  };
}

/** `**bold**` becomes bold when its end is typed. */
function markRule(pattern: RegExp, type: MarkType): InputRule {
  return new InputRule(pattern, (state, match, start, end) => {
    const words = match[1];
    if (words === undefined || state.doc.resolve(start).parent.type.spec.code) return null;
    const text = schema.text(words, [type.create()]);
    return state.tr.replaceWith(start, end, text).removeStoredMark(type);
  });
}
