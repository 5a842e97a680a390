/** How this page may reach its workspace: by a socket, else by plain HTTP. `?transport=http` leaves the socket out. */
import { overHttp } from "./http.js";
import { overSocket } from "./socket.js";

/**
 * @param {{socket: string|null, messages: string}} boot  without a socket the page is still: it only asks
 * @param {() => {world: number, sequence: number, folded: import("../types.js").Folded|null}} shown
 * @returns {import("./socket.js").Way[]}
 */
export function ways({ socket, messages }, shown) {
  const http = overHttp(messages, { shown, still: !socket });
  const only = new URLSearchParams(location.search).get("transport") === "http";
  return socket && !only ? [overSocket(socket), http] : [http];
}
