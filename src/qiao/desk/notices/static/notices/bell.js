// Keeps the bell's number fresh: one small question a minute for all tabs of a browser together, at an uneven moment so
// that a thousand browsers do not ask at once, and none while no tab is looked at.
const EVERY = 60_000;
const KEY = "q-bell"; // when a tab last asked, shared by all tabs
const bell = document.querySelector("[data-bell]");
const shown = bell?.querySelector("[data-bell-count]");
const tabs = new BroadcastChannel(KEY);

const show = (label) => {
  shown.textContent = label;
  shown.hidden = !label;
};

const ask = async () => {
  if (document.hidden || Date.now() - Number(localStorage.getItem(KEY)) < EVERY) return;
  localStorage.setItem(KEY, String(Date.now())); // this tab asks for all
  try {
    const answer = await fetch(bell.dataset.bell, { headers: { "X-Background": "1" } });
    if (!answer.ok || answer.redirected) return clearInterval(timer); // signed out
    const label = await answer.text();
    show(label);
    tabs.postMessage(label);
  } catch {
    // the network is away for a moment
  }
};

let timer;
if (bell) {
  localStorage.setItem(KEY, String(Date.now())); // the page itself came with the number
  tabs.onmessage = (event) => show(event.data);
  tabs.postMessage(shown.textContent);
  setTimeout(() => { timer = setInterval(ask, EVERY / 4); }, Math.random() * EVERY / 4);
  document.addEventListener("visibilitychange", ask);
}
