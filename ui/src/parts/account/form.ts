/** The account form without its looks: what is wrong, and at which field. */
import type { Failure } from "../../backend/failure";
import {
  emailFault,
  type Fault,
  nameFault,
  newPasswordFault,
  passwordFault,
  readRelay,
  relayFault,
} from "./checks";

export type Mode = "sign_in" | "sign_up";
const fields = ["relay", "name", "email", "password"] as const;
export type FieldName = (typeof fields)[number];
export type Values = Record<FieldName, string>;
export type Faults = { [Name in FieldName | "form"]?: string | undefined };

/** What can be said before the relay is asked. */
export function faultsOf(mode: Mode, values: Values): Faults {
  const found: Record<FieldName, Fault> = {
    relay: relayFault(values.relay),
    name: mode === "sign_up" ? nameFault(values.name) : null,
    email: emailFault(values.email),
    password:
      mode === "sign_up" ? newPasswordFault(values.password) : passwordFault(values.password),
  };
  const faults: Faults = {};
  for (const field of fields) {
    const fault = found[field];
    if (fault !== null) faults[field] = fault;
  }
  return faults;
}

export function firstFault(faults: Faults): FieldName | null {
  return fields.find((field) => faults[field] !== undefined) ?? null;
}

/** What the relay said, at the field that it is about. */
export function faultOf(failure: Failure, values: Values): Faults {
  switch (failure.code) {
    case "unreachable":
      return {
        relay: `No relay answers at ${readRelay(values.relay) ?? values.relay}. Nothing was sent.`,
      };
    case "email_taken":
      return { email: "There is an account with this address. Sign in instead." };
    case "invalid_credentials":
      return { password: "No account there has this address and password." };
    case "too_many_attempts":
      return { form: "Too many attempts. Wait a few minutes, then try again." };
    case "invalid_value": {
      const field = fields.find((name) => failure.words.toLowerCase().includes(name));
      return { [field ?? "form"]: failure.words };
    }
    default:
      return { form: failure.words };
  }
}

export function credentialsOf({ relay, email, password }: Values) {
  return { relay: readRelay(relay) ?? relay, email: email.trim(), password };
}
