/** The manifests that stand in a lesson's text: their lines light up where they decide something. */

/** @typedef {{file: string, line: number}} Line */
/** @typedef {{knows: (file: string) => boolean, light: (places: Line[]) => void, show: (line: Line) => void}} Lines */

/** @returns {Lines} */
export function lines() {
  const texts = /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll(".manifest")]);
  const known = new Map(texts.map((text) => [text.dataset.file ?? "", text]));
  /** @param {Line} line */
  const find = ({ file, line }) => /** @type {HTMLElement|null} */ (known.get(file)?.querySelector(`[data-line="${line}"]`) ?? null);
  return {
    knows: (file) => known.has(file),
    light(places) {
      for (const line of document.querySelectorAll(".manifest-line.lit")) line.classList.remove("lit");
      for (const place of places) find(place)?.classList.add("lit");
    },
    show(line) {
      const text = known.get(line.file);
      if (!text) return;
      text.open = true;
      this.light([line]);
      find(line)?.scrollIntoView({ block: "center" });
      text.querySelector("pre")?.focus({ preventScroll: true });
    },
  };
}
