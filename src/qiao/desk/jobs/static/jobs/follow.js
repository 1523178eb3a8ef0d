// Follows work under way: asks for its part of the page again as often as the part itself says, until it has ended;
// never while nobody looks at the tab. Only figures are exchanged while the state stays, so that a button keeps its focus.
const follow = (place) => {
  const part = () => place.firstElementChild;
  let timer;
  const wait = () => {
    clearTimeout(timer);
    const soon = Number(part().dataset.wait);
    if (soon && !document.hidden) timer = setTimeout(ask, soon);
  };
  const ask = async () => {
    try {
      const answer = await fetch(place.dataset.follow, { headers: { "X-Background": "1" } });
      if (!answer.ok || answer.redirected) return; // signed out, or no longer one's own
      show(new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild);
    } catch {
      // the network is away for a moment
    }
    wait();
  };
  const show = (fresh) => {
    if (fresh.dataset.state === part().dataset.state) {
      part().querySelector("[data-now]").replaceWith(fresh.querySelector("[data-now]"));
      part().dataset.wait = fresh.dataset.wait;
    } else {
      part().replaceWith(fresh);
      place.parentElement.querySelector("[data-told]").textContent = fresh.dataset.says;
    }
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : wait()));
  wait();
};

document.querySelectorAll("[data-follow]").forEach(follow);
