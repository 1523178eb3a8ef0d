// Runs before the first paint: a person who chose no colours gets those of the machine, also when they change.
(() => {
  const root = document.documentElement;
  if ("themeChosen" in root.dataset) return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  dark.addEventListener("change", follow);
  follow();
})();
