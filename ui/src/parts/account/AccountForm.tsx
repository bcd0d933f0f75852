import { type FormEvent, useRef, useState } from "react";
import { Failure } from "../../backend/failure";
import { signIn, signUp } from "../../store/account";
import { useMe } from "../../store/hooks";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { AccountField } from "./AccountField";
import css from "./AccountForm.module.css";
import { isExposed, minPassword } from "./checks";
import {
  credentialsOf,
  type Faults,
  type FieldName,
  faultOf,
  faultsOf,
  firstFault,
  type Mode,
  type Values,
} from "./form";

interface Props {
  /** Which of the two the form begins with. */
  mode?: Mode;
  autoFocus?: boolean;
  onDone: () => void;
}

/** Sign in to a relay, or make an account there: one form, since people often do not know which. */
export function AccountForm({ mode: first = "sign_in", autoFocus = false, onDone }: Props) {
  const me = useMe();
  const form = useRef<HTMLFormElement>(null);
  const [mode, setMode] = useState(first);
  const [values, setValues] = useState<Values>({
    relay: me.account?.relay ?? me.last_relay ?? "",
    name: me.account?.name ?? "",
    email: me.account?.email ?? "",
    password: "",
  });
  const [faults, setFaults] = useState<Faults>({});
  const [busy, setBusy] = useState(false);

  const set = (name: FieldName, value: string) => {
    setValues({ ...values, [name]: value });
    setFaults({ ...faults, [name]: undefined, form: undefined });
  };

  const show = (found: Faults) => {
    setFaults(found);
    const field = firstFault(found);
    if (field !== null) form.current?.querySelector<HTMLInputElement>(`[name=${field}]`)?.focus();
  };

  async function submit(event: FormEvent) {
    event.preventDefault();
    const found = faultsOf(mode, values);
    show(found);
    if (busy || firstFault(found) !== null) return;
    setBusy(true);
    try {
      const credentials = credentialsOf(values);
      if (mode === "sign_up") await signUp({ ...credentials, name: values.name.trim() });
      else await signIn(credentials);
      onDone();
    } catch (thrown) {
      show(faultOf(Failure.from(thrown), values));
    } finally {
      setBusy(false);
    }
  }

  const field = (name: FieldName) => ({
    name,
    value: values[name],
    fault: faults[name],
    onChange: (value: string) => set(name, value),
  });
  const isNew = mode === "sign_up";
  return (
    <form ref={form} className={css.form} onSubmit={submit} noValidate>
      <AccountField
        {...field("relay")}
        label="Relay"
        placeholder="https://relay.example.com"
        autoComplete="url"
        inputMode="url"
        autoFocus={autoFocus && values.relay === ""}
      />
      {isExposed(values.relay) && (
        <Banner tone="warning">
          This address is not encrypted. Others on the network could read your password.
        </Banner>
      )}
      {isNew && <AccountField {...field("name")} label="Your name" autoComplete="name" />}
      <AccountField
        {...field("email")}
        label="Email"
        type="email"
        autoComplete="username"
        autoFocus={autoFocus && values.relay !== ""}
      />
      <AccountField
        {...field("password")}
        label="Password"
        type="password"
        autoComplete={isNew ? "new-password" : "current-password"}
        hint={isNew ? `${minPassword} characters or more.` : undefined}
      />
      {faults.form !== undefined && <Banner tone="danger">{faults.form}</Banner>}
      <Button type="submit" variant="primary" busy={busy}>
        {isNew ? "Create account" : "Sign in"}
      </Button>
      <p className={css.other}>
        {isNew ? "You have an account?" : "No account yet?"}{" "}
        <button
          type="button"
          className={css.link}
          onClick={() => {
            setMode(isNew ? "sign_in" : "sign_up");
            setFaults({});
          }}
        >
          {isNew ? "Sign in" : "Create one"}
        </button>
      </p>
    </form>
  );
}
