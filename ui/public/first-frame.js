// The theme of the first frame, before anything is loaded: as the window was last, or as the
// system is. A file of its own, because the window's policy allows no script inside the page.
(() => {
  const asked = (query) => matchMedia(query).matches;
  const tone = asked("(prefers-color-scheme: dark)") ? "dark" : "light";
  const system = asked("(prefers-contrast: more)") ? `${tone}_contrast` : tone;
  const chosen = localStorage.getItem("aloft.theme") ?? "system";
  document.documentElement.dataset.theme = chosen === "system" ? system : chosen;
})();
