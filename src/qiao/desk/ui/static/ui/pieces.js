// What components do beyond showing: dialogs, menus, alerts, questions before an act, the menu on a phone. State lives in the page.
const on = (type, selector, act) =>
  document.addEventListener(type, (event) => {
    const found = event.target instanceof Element && event.target.closest(selector);
    if (found) act(found, event);
  });

on("click", "[data-open]", (button) => document.getElementById(button.dataset.open)?.showModal());
on("click", "[data-close-dialog]", (button) => button.closest("dialog").close());
on("click", "dialog", (dialog, event) => { if (event.target === dialog) dialog.close(); });
on("click", "[data-close]", (button) => button.parentElement.remove());
on("click", "[data-nav-open]", () => document.body.classList.toggle("q-nav-shown"));
on("click", ".q-main", () => document.body.classList.remove("q-nav-shown"));
on("change", "form[data-filters] select", (select) => select.form.requestSubmit());
on("submit", "form[data-confirm]", (form, event) => { if (!confirm(form.dataset.confirm)) event.preventDefault(); });

// A form is sent once; the button comes back when the page does.
on("submit", "form[data-form]", (form) => setTimeout(() => form.querySelectorAll("[data-save]").forEach((one) => { one.disabled = true; })));
addEventListener("pageshow", () => document.querySelectorAll("[data-save]:disabled").forEach((one) => { one.disabled = false; }));
document.addEventListener("htmx:after:request", () => document.querySelectorAll("[data-save]:disabled").forEach((one) => { one.disabled = false; }));

// One menu at a time; Escape and a click elsewhere close it.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.body.classList.remove("q-nav-shown");
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
});

// The first thing that is wrong with the page's form is where one goes on.
if (document.querySelectorAll("main form[data-form]").length === 1)
  document.querySelector(".q-wrong :is(input, select, textarea)")?.focus();

// Files may be dropped anywhere on the field of a control that takes several; without a script the control takes them as well.
const several = ".q-field:has(> input[type=file][multiple])";
on("dragover", several, (field, event) => { event.preventDefault(); field.classList.add("q-over"); });
on("dragleave", several, (field, event) => { if (!field.contains(event.relatedTarget)) field.classList.remove("q-over"); });
on("drop", several, (field, event) => {
  event.preventDefault();
  field.classList.remove("q-over");
  const input = field.querySelector("input[type=file]");
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
