import { describe, expect, it } from "vitest";
import { Failure } from "../../backend/failure";
import { credentialsOf, faultOf, faultsOf, firstFault } from "./form";

const good = {
  relay: "relay.example.com",
  name: "Ada",
  email: " ada@example.com ",
  password: "short",
};

describe("the account form", () => {
  it("asks for a name and a long password only from new people", () => {
    expect(faultsOf("sign_in", { ...good, name: "" })).toEqual({});
    expect(Object.keys(faultsOf("sign_up", { ...good, name: "" }))).toEqual(["name", "password"]);
  });

  it("begins with the first field that is wrong", () => {
    expect(firstFault(faultsOf("sign_up", { relay: "", name: "", email: "", password: "" }))).toBe(
      "relay",
    );
    expect(firstFault({})).toBeNull();
  });

  it.each([
    ["unreachable", "relay"],
    ["email_taken", "email"],
    ["invalid_credentials", "password"],
    ["too_many_attempts", "form"],
    ["internal", "form"],
  ])("shows %s at %s", (code, field) => {
    expect(Object.keys(faultOf(new Failure(code, "Words."), good))).toEqual([field]);
  });

  it("shows a refused value at the field that it names", () => {
    const failure = new Failure("invalid_value", "password: 10 to 1024 characters.");
    expect(Object.keys(faultOf(failure, good))).toEqual(["password"]);
  });

  it("sends the address as it was read", () => {
    expect(credentialsOf(good)).toEqual({
      relay: "https://relay.example.com",
      email: "ada@example.com",
      password: "short",
    });
  });
});
