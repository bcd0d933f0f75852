/**
 * What can be said of an account form before the relay is asked. The rules are the relay's and the
 * client's; where they differ, the relay's refusal counts.
 */

/** Why a field cannot be sent, in words; null when it can. */
export type Fault = string | null;

/** The shortest password that a relay takes, in characters. */
export const minPassword = 10;
const maxPassword = 1024;

/** The address as it will be used: `relay.example.com` means https. Null: it is no address. */
export function readRelay(typed: string): string | null {
  const trimmed = typed.trim().replace(/\/+$/, "");
  if (trimmed === "" || /\s/.test(trimmed)) return null;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") return null;
  const whole = scheme === undefined ? `${guessScheme(trimmed)}://${trimmed}` : trimmed;
  const url = parse(whole);
  if (url === null || url.username !== "" || url.password !== "") return null;
  if (url.search !== "" || url.hash !== "") return null;
  // With a scheme any host is meant; without one, a lone word is more likely a slip.
  if (scheme === undefined && !looksLikeHost(url.hostname)) return null;
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, "")}`;
}

export function relayFault(typed: string): Fault {
  if (typed.trim() === "") return "Write the relay’s address.";
  return readRelay(typed) === null ? "Write an address like https://relay.example.com." : null;
}

/** Whether a password sent there could be read on the way. */
export function isExposed(relay: string): boolean {
  const address = readRelay(relay);
  const url = address === null ? null : parse(address);
  return url !== null && url.protocol === "http:" && !isThisMachine(url.hostname);
}

export function emailFault(typed: string): Fault {
  const email = typed.trim();
  if (email === "") return "Write your email address.";
  return /^[^\s@]+@[^\s@]+$/.test(email) ? null : "Write an address like ada@example.com.";
}

/** A password that is to be kept by a relay. */
export function newPasswordFault(password: string): Fault {
  // Counted as the relay counts: code points.
  const length = [...password].length;
  if (length === 0) return `Choose a password of ${minPassword} characters or more.`;
  if (length < minPassword) return `Use ${minPassword} characters or more; this has ${length}.`;
  return length > maxPassword ? `Use ${maxPassword} characters at most.` : null;
}

export function passwordFault(password: string): Fault {
  return password === "" ? "Write your password." : null;
}

export function nameFault(name: string): Fault {
  return name.trim() === "" ? "Write your name, as others will see it." : null;
}

function parse(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null;
}

function looksLikeHost(host: string): boolean {
  return host === "localhost" || host.includes(".") || host.startsWith("[");
}

function guessScheme(address: string): "http" | "https" {
  const host = parse(`http://${address}`)?.hostname ?? "";
  return isThisMachine(host) ? "http" : "https";
}

function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "[::1]" || host.startsWith("127.");
}
