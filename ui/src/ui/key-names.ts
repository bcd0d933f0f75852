const isMac = /mac/i.test(globalThis.navigator?.platform ?? "");

const mac: Record<string, string> = { mod: "⌘", alt: "⌥", shift: "⇧", ctrl: "⌃", enter: "⏎" };
const others: Record<string, string> = {
  mod: "Ctrl",
  alt: "Alt",
  shift: "Shift",
  ctrl: "Ctrl",
  enter: "Enter",
};
const both: Record<string, string> = {
  arrowup: "↑",
  arrowdown: "↓",
  arrowleft: "←",
  arrowright: "→",
  escape: "Esc",
  backspace: "⌫",
  delete: "Del",
  space: "Space",
  home: "Home",
  end: "End",
};

/** Each key of `mod+shift+k` or `g l` as this system's keyboards and menus name it. */
export function keyNames(keys: string): string[] {
  return keys.split(/[+ ]/).map((key) => {
    const name = key.toLowerCase();
    return both[name] ?? (isMac ? mac : others)[name] ?? key.toUpperCase();
  });
}
