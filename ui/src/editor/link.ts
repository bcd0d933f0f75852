/** Which addresses a description may lead to. */

const opens = new Set(["http:", "https:", "mailto:"]);

/** The address if it may be opened: the web and mail, nothing that runs or reads this machine. */
export function linkTarget(href: string): string | null {
  try {
    const url = new URL(href.trim());
    return opens.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** What somebody typed into the link field: `example.org` means the web. */
export function typedTarget(typed: string): string | null {
  const words = typed.trim();
  if (words === "") return null;
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(words)) return linkTarget(`mailto:${words}`);
  if (/^[a-z][a-z0-9+.-]*:(?!\d)/i.test(words)) return linkTarget(words);
  return /^[^\s.]+\.[^\s]+$|^localhost/.test(words) ? linkTarget(`https://${words}`) : null;
}
