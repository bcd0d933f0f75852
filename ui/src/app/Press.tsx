import { Link } from "wouter";
import { go } from "../parts/go";
import { Icon, type IconName } from "../ui/Icon";
import { IconButton } from "../ui/IconButton";
import { Kbd } from "../ui/Kbd";
import css from "./frame.module.css";

interface Props {
  icon: IconName;
  words: string;
  keys: string;
  /** Only the icon is drawn; the words are its tooltip. */
  isRail: boolean;
  /** What it does: something, or a way to a place. */
  does: (() => void) | { to: string; isHere: boolean };
}

/** One entry of the sidebar. */
export function Press({ icon, words, keys, isRail, does }: Props): React.JSX.Element {
  const way = typeof does === "function" ? null : does;
  const here = way?.isHere ? ("page" as const) : undefined;
  const run = typeof does === "function" ? does : () => go(does.to);
  if (isRail) {
    return (
      <IconButton icon={icon} label={words} shortcut={keys} aria-current={here} onClick={run} />
    );
  }
  const inside = (
    <>
      <Icon name={icon} />
      {words}
      <Kbd keys={keys} />
    </>
  );
  return way === null ? (
    <button type="button" className={css.item} onClick={run}>
      {inside}
    </button>
  ) : (
    <Link href={way.to} className={css.item} aria-current={here}>
      {inside}
    </Link>
  );
}
