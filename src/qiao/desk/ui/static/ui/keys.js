// The keys that people bring: / and Ctrl+K search, ? lists keys, j and k walk rows, e edits, Ctrl+S saves; never while typing.
const isTyping = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
let row = -1;

function walk(by) {
  const rows = [...document.querySelectorAll("table[data-rows] tbody tr")];
  if (!rows.length) return;
  row = Math.min(Math.max(row + by, 0), rows.length - 1);
  rows.forEach((one, at) => one.classList.toggle("q-at", at === row));
  const link = rows[row].querySelector("a, button, input");
  (link ?? rows[row]).focus({ preventScroll: true });
  rows[row].scrollIntoView({ block: "nearest" });
}

function search() {
  const boxes = [...document.querySelectorAll("[data-search]")];
  const box = boxes.find((one) => one.closest("main")) ?? boxes[0];
  box?.focus();
  box?.select();
}

function save() {
  const near = document.activeElement?.closest("form[data-form]");
  const form = near ?? document.querySelector("main form[data-form]");
  form?.requestSubmit();
  return Boolean(form);
}

const plainKeys = {
  "/": search,
  "?": () => document.getElementById("keys")?.showModal(),
  j: () => walk(1),
  k: () => walk(-1),
  e: () => document.querySelector("[data-edit]")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (key === "k") { search(); event.preventDefault(); }
    if (key === "s" && save()) event.preventDefault();
    return;
  }
  if (isTyping(event.target) || document.querySelector("dialog[open]") || !plainKeys[event.key]) return;
  plainKeys[event.key]();
  event.preventDefault();
});
