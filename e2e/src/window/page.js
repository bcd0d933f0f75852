// Runs in the page, after axe-core: finds things as people name them, by role and accessible name.
// The computation of both is axe's, so that the tests and the accessibility check agree.
(() => {
  const SELECTORS = {
    alert: "[role=alert]",
    article: "article,[role=article]",
    banner: "header,[role=banner]",
    button: "button,summary,input[type=button],input[type=submit],[role=button]",
    checkbox: "input[type=checkbox],[role=checkbox]",
    combobox: "select,input[role=combobox],[role=combobox]",
    complementary: "aside,[role=complementary]",
    dialog: "dialog,[role=dialog],[role=alertdialog]",
    form: "form,[role=form]",
    group: "fieldset,[role=group]",
    heading: "h1,h2,h3,h4,h5,h6,[role=heading]",
    img: "img,svg,[role=img]",
    link: "a[href],[role=link]",
    list: "ul,ol,[role=list]",
    listitem: "li,[role=listitem]",
    main: "main,[role=main]",
    navigation: "nav,[role=navigation]",
    option: "option,[role=option]",
    radio: "input[type=radio],[role=radio]",
    region: "section,[role=region]",
    row: "tr,[role=row]",
    searchbox: "input[type=search],[role=searchbox]",
    spinbutton: "input[type=number],[role=spinbutton]",
    status: "output,[role=status]",
    table: "table,[role=table]",
    textbox:
      "input:not([type]),input[type=text],input[type=email],input[type=url],input[type=tel]," +
      "input[type=password],input[type=date],textarea,[contenteditable=true],[role=textbox]",
  };
  // ARIA gives these inputs no role; a person types into them all the same.
  const TYPED = "input[type=password],input[type=date]";

  const errors = [];
  const note = (text) => errors.length < 100 && errors.push(text);
  addEventListener("error", (event) => note(`error: ${event.message} ${event.filename}:${event.lineno}`));
  addEventListener("unhandledrejection", (event) => note(`rejected: ${event.reason?.stack ?? JSON.stringify(event.reason)}`));
  addEventListener("securitypolicyviolation", (event) => note(`policy: ${event.violatedDirective} ${event.blockedURI}`));

  const plain = (text) => text.replace(/\s+/gu, " ").trim();
  const isShown = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest("[aria-hidden=true],[inert]");

  // `…` at either end of a wanted name stands for anything.
  function matches(name, wanted) {
    const open = wanted.startsWith("…");
    const close = wanted.endsWith("…");
    const core = wanted.slice(open ? 1 : 0, close ? -1 : undefined);
    if (open && close) return name.includes(core);
    if (open) return name.endsWith(core);
    return close ? name.startsWith(core) : name === core;
  }

  function withTree(work) {
    axe.teardown();
    axe.setup(document.documentElement);
    try {
      return work();
    } finally {
      axe.teardown();
    }
  }

  const nameOf = (element) => plain(axe.commons.text.accessibleText(element));
  const roleOf = (element) => (element.matches(TYPED) ? "textbox" : axe.commons.aria.getRole(element));

  function find(role, wanted, within) {
    const scope = within ?? document;
    const candidates = [...scope.querySelectorAll(SELECTORS[role] ?? `[role=${role}]`)].filter(isShown);
    if (candidates.length === 0) return [];
    return withTree(() =>
      candidates.filter((element) => roleOf(element) === role && matches(nameOf(element), wanted)),
    );
  }

  const names = (role, wanted) => {
    const found = find(role, wanted);
    return withTree(() => found.map(nameOf));
  };

  // What is on the screen as lines of role and name: for messages, and for comparing two screens.
  function outline(within) {
    const scope = within ?? document.body;
    const roles = Object.values(SELECTORS).join(",") + ",[role]";
    const shown = [...scope.querySelectorAll(roles)].filter(isShown);
    return withTree(() => shown.map((element) => `${roleOf(element)} “${nameOf(element)}”`));
  }

  async function audit() {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const result = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
    return result.violations
      .filter((violation) => ["serious", "critical"].includes(violation.impact))
      .flatMap((violation) =>
        violation.nodes.map((node) => `${violation.impact} ${violation.id}: ${node.target.join(" ")}: ${node.failureSummary}`),
      );
  }

  window.aloftTests = { audit, errors, find, names, outline, plain };
})();
