/** The landing page: a live picture that moves, and the search over the labs. */
import { filter } from "./landing/filter.js";
import { stage } from "./landing/stage.js";
import { themeSwitch } from "./theme.js";

themeSwitch();
filter();

const [figure, place, caption] = ["hero", "hero-picture", "hero-caption"].map((id) => document.getElementById(id));
if (figure && place && caption) {
  const answer = await fetch(figure.dataset.acts ?? "");
  if (answer.ok) stage(figure, place, caption, await answer.json());
}
