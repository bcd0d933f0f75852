import { describe, expect, it } from "vitest";
import {
  emailFault,
  isExposed,
  nameFault,
  newPasswordFault,
  passwordFault,
  readRelay,
  relayFault,
} from "./checks";

describe("the relay's address", () => {
  it.each([
    ["https://relay.example.com/", "https://relay.example.com"],
    ["relay.example.com", "https://relay.example.com"],
    [" HTTP://127.0.0.1:8080 ", "http://127.0.0.1:8080"],
    ["localhost:8080", "http://localhost:8080"],
    ["https://example.com/aloft/", "https://example.com/aloft"],
    ["http://[::1]:9", "http://[::1]:9"],
    ["http://relay:8080", "http://relay:8080"],
    ["10.0.0.5:8080", "https://10.0.0.5:8080"],
  ])("%j is read as %s", (typed, address) => {
    expect(readRelay(typed)).toBe(address);
    expect(relayFault(typed)).toBeNull();
  });

  it.each([
    "",
    "relay",
    "ftp://x.example",
    "https://",
    "https://a:b@c.example",
    "http://x.example/?q",
    "two words",
  ])("%j is none", (typed) => {
    expect(readRelay(typed)).toBeNull();
    expect(relayFault(typed)).not.toBeNull();
  });

  it("is exposed when it is plain http to another machine", () => {
    expect(isExposed("http://relay.example.com")).toBe(true);
    expect(isExposed("http://10.0.0.5:8080")).toBe(true);
    for (const relay of ["https://relay.example.com", "relay.example.com", "localhost:8080", "x"]) {
      expect(isExposed(relay), relay).toBe(false);
    }
  });
});

describe("the other fields", () => {
  it("count a password in characters, as the relay does", () => {
    expect(newPasswordFault("éééééééééé")).toBeNull();
    expect(newPasswordFault("🙂".repeat(9))).toContain("this has 9");
    expect(newPasswordFault("x".repeat(1025))).not.toBeNull();
  });

  it("take any password for signing in", () => {
    expect(passwordFault("short")).toBeNull();
    expect(passwordFault("")).not.toBeNull();
  });

  it("want an address and a name", () => {
    expect(emailFault(" ada@example.com ")).toBeNull();
    for (const typed of ["", "ada", "ada@", "a b@c.d"]) expect(emailFault(typed)).not.toBeNull();
    expect(nameFault("  ")).not.toBeNull();
    expect(nameFault("Ada")).toBeNull();
  });
});
