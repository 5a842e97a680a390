/** What the page uses of lit, as one module: `import {...} from "vendor/lit"`. Rebuild with `npm run vendor`. */
export { html, svg, render, nothing } from "lit";
export { classMap } from "lit/directives/class-map.js";
export { live } from "lit/directives/live.js";
export { ref } from "lit/directives/ref.js";
export { repeat } from "lit/directives/repeat.js";
export { unsafeHTML } from "lit/directives/unsafe-html.js";
