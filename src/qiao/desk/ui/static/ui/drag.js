// Moving items within and between the lists of a board, with the mouse, a finger or the keyboard: one piece of code for all.
const boards = "[data-board]";
const itemOf = (node) => node.closest?.("[data-item]");
const say = (item, key, values = {}) => {
  const board = item.closest(boards);
  let words = board.dataset[key];
  for (const [name, value] of Object.entries(values)) words = words.replace(`{${name}}`, value);
  board.querySelector("[data-say]").textContent = words;
};
const placeOf = (item) => ({ list: item.parentElement, next: item.nextElementSibling });
const putBack = (item, place) => place.list.insertBefore(item, place.next);
const isAt = (item, place) => item.parentElement === place.list && item.nextElementSibling === place.next;

async function post(item, before) {
  if (isAt(item, before)) return;
  const board = item.closest(boards);
  const body = new FormData();
  body.set("item", item.dataset.item);
  body.set("list", item.parentElement.dataset.list);
  body.set("position", [...item.parentElement.children].indexOf(item));
  body.set("csrfmiddlewaretoken", board.querySelector("[name=csrfmiddlewaretoken]").value);
  const answer = await fetch(board.dataset.board, { method: "POST", body }).catch(() => null);
  if (answer?.ok) return;
  putBack(item, before);
  say(item, "sayFailed");
}

function tellPlace(item) {
  const items = [...item.parentElement.children];
  say(item, "sayMoved", { position: items.indexOf(item) + 1, count: items.length, list: item.parentElement.dataset.title });
}

// --- keyboard: Space lifts and drops, arrows move, Escape takes back -------------------------------------------------

let lifted = null;

function lift(item) {
  lifted = { item, before: placeOf(item) };
  item.classList.add("q-lifted");
  say(item, "sayLifted");
}

function drop(isKept) {
  const { item, before } = lifted;
  lifted = null;
  item.classList.remove("q-lifted");
  if (isKept) { say(item, "sayDropped"); post(item, before); } else { putBack(item, before); say(item, "sayBack"); }
  item.focus();
}

function sideways(item, by) {
  const lists = [...item.closest(boards).querySelectorAll("[data-list]")];
  const to = lists[lists.indexOf(item.parentElement) + by];
  if (to) to.insertBefore(item, to.children[[...item.parentElement.children].indexOf(item)] ?? null);
}

const moves = {
  ArrowUp: (item) => item.previousElementSibling?.before(item),
  ArrowDown: (item) => item.nextElementSibling?.after(item),
  ArrowLeft: (item) => sideways(item, -1),
  ArrowRight: (item) => sideways(item, 1),
};

document.addEventListener("keydown", (event) => {
  const item = itemOf(event.target);
  if (!item || event.target !== item) return;
  if (event.key === " " || event.key === "Enter") { if (lifted) drop(true); else lift(item); event.preventDefault(); }
  else if (lifted && event.key === "Escape") { drop(false); event.preventDefault(); }
  else if (lifted && moves[event.key]) { moves[event.key](item); item.focus(); tellPlace(item); event.preventDefault(); }
});
document.addEventListener("focusout", (event) => {
  if (lifted && event.target === lifted.item && event.relatedTarget && event.relatedTarget !== lifted.item) drop(true);
});

// --- pointer: a few pixels of movement lift, so that a tap stays a tap ----------------------------------------------

let held = null;

document.addEventListener("pointerdown", (event) => {
  const item = itemOf(event.target);
  if (item && event.button === 0) held = { item, before: placeOf(item), x: event.clientX, y: event.clientY, moving: false };
});
document.addEventListener("pointermove", (event) => {
  if (!held) return;
  if (!held.moving && Math.hypot(event.clientX - held.x, event.clientY - held.y) < 6) return;
  if (!held.moving) { held.moving = true; held.item.classList.add("q-lifted"); held.item.setPointerCapture(event.pointerId); }
  const under = document.elementsFromPoint(event.clientX, event.clientY).find((one) => one !== held.item && !held.item.contains(one) && one.closest("[data-list]"));
  const over = under && itemOf(under);
  if (over) { const { top, height } = over.getBoundingClientRect(); over[event.clientY < top + height / 2 ? "before" : "after"](held.item); }
  else if (under && !under.closest("[data-list]").contains(held.item)) under.closest("[data-list]").append(held.item);
});
for (const type of ["pointerup", "pointercancel"]) document.addEventListener(type, () => {
  if (!held) return;
  const { item, before, moving } = held;
  held = null;
  item.classList.remove("q-lifted");
  if (!moving) return;
  if (type === "pointerup") post(item, before); else putBack(item, before);
});
