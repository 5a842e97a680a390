/** The landing page: a live picture that moves, and the search over the labs. */
import { Picture } from "./picture/picture.js";
import { themeSwitch } from "./theme.js";
import { world } from "./world.js";

themeSwitch();

// The picture: a request finds its way, again and again, to another pod each time.
const place = document.getElementById("hero-picture");
const caption = document.getElementById("hero-caption");
const STEP_TIME = 2200;
if (place && caption) {
  const picture = new Picture(place, { still: true });
  picture.show(world.nodes, world.edges);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let turn = 0;
  let hop = 0;
  const step = () => {
    if (document.hidden) return;
    const story = world.stories[turn % world.stories.length];
    picture.trace({ places: story.places, hop, good: true, rows: [{ text: story.labels[hop] ?? "", kind: "plain" }], step: hop, outdated: false });
    caption.textContent = story.words[hop];
    hop += 1;
    if (hop === story.places.length) {
      hop = 0;
      turn += 1;
    }
  };
  step();
  if (!still.matches) setInterval(step, STEP_TIME);
}

const search = /** @type {HTMLInputElement|null} */ (document.getElementById("lab-search"));
search?.addEventListener("input", () => {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const lab of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".lab"))) {
    const text = (lab.dataset.words ?? "").toLowerCase();
    lab.hidden = !words.every((word) => text.includes(word));
    found += lab.hidden ? 0 : 1;
  }
  for (const track of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".track"))) {
    track.hidden = Boolean(words.length) && !track.querySelector(".lab:not([hidden])");
  }
  const none = document.getElementById("lab-none");
  if (none) none.hidden = found > 0 || !words.length;
});
