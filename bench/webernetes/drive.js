/**
 * The same work as bench/compare.py, done by @ngrok/webernetes through its documented interface.
 *
 * Reads commands from standard input, one JSON object a line, and answers each with one line. The world is the one of
 * bench/worlds.py: three nodes, a client and three pods `app: web` of hashicorp/http-echo behind a Service.
 */
import { createInterface } from "node:readline";
import { BaseImage, Cluster } from "@ngrok/webernetes";

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A pod that asks: `ask URL COUNT` sends COUNT requests from inside the pod and tells how long they took. */
class Client extends BaseImage {
  static imageName = "client";
  static imageVersion = "1.0";
  defaultCommand = ["pause"];

  async exec(context, words) {
    if (words[0] !== "ask") return await super.exec(context, words);
    const start = performance.now();
    let answered = 0;
    for (let number = 0; number < Number(words[2]); number++) {
      const response = await context.fetch(words[1]);
      if (response.status === 200) answered++;
    }
    context.writeStdout(JSON.stringify({ answered, seconds: (performance.now() - start) / 1000 }));
    return 0;
  }
}

const pod = (name, labels, container) => ({ apiVersion: "v1", kind: "Pod", metadata: { name, labels }, spec: { containers: [container] } });
const service = (name) => ({
  apiVersion: "v1", kind: "Service", metadata: { name },
  spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }] },
});
const CLIENT = pod("client", { app: "client" }, { name: "main", image: "client:1.0" });
const WEB = [0, 1, 2].map((number) => pod(`web-${number}`, { app: "web" }, {
  name: "main", image: "hashicorp/http-echo:1.0", args: ["-listen=:8080", "-text=hello"],
}));

async function start(services) {
  const cluster = new Cluster();
  cluster.registerImage(Client);
  await cluster.init();
  await cluster.apply([CLIENT, ...WEB, ...services.map(service)]);
  return cluster;
}

/** One request from the client; null while the client, the name or the Service isn't there yet. */
async function ask(cluster, name, count = 1) {
  try {
    const result = await cluster.exec("default", "client", undefined, ["ask", `http://${name}/`, String(count)]);
    const text = typeof result.stdout === "string" ? result.stdout : new TextDecoder().decode(result.stdout);
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

async function untilAnswered(cluster, name) {
  for (;;) {
    if ((await ask(cluster, name))?.answered) return;
    await turn();
  }
}

/** All three pods answer: what comes next isn't slowed by their start. */
async function ready() {
  const cluster = await start(["ready"]);
  await untilAnswered(cluster, "ready");
  await pause(2000);
  return cluster;
}

const memory = () => {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().rss;
};

let standing;
let serial = 0;

const commands = {
  /** Seconds from nothing to the first answered request, and the seconds of processor time in it. */
  async first() {
    const used = process.cpuUsage();
    const begin = performance.now();
    const cluster = await start(["web"]);
    await untilAnswered(cluster, "web");
    const seconds = (performance.now() - begin) / 1000;
    const { user, system } = process.cpuUsage(used);
    await cluster.close();
    return { seconds, processor: (user + system) / 1e6 };
  },
  /** Seconds from applying a Service among ready pods to the first answered request. */
  async apply() {
    standing ??= await ready();
    const name = `applied-${serial++}`;
    const begin = performance.now();
    await standing.apply([service(name)]);
    await untilAnswered(standing, name);
    return { seconds: (performance.now() - begin) / 1000 };
  },
  async requests({ count }) {
    standing ??= await ready();
    return await ask(standing, "ready", count);
  },
  /** Bytes of the process per cluster, while it holds `count` of them that all have answered. */
  async memory({ count }) {
    const clusters = [await ready()];
    const before = memory();
    while (clusters.length <= count) {
      const batch = await Promise.all(Array.from({ length: Math.min(10, count + 1 - clusters.length) }, () => start(["web"])));
      for (const cluster of batch) await untilAnswered(cluster, "web");
      clusters.push(...batch);
    }
    await pause(1000);
    return { bytes: (memory() - before) / count };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...options } = JSON.parse(line);
  console.log(JSON.stringify(await commands[command](options)));
}
process.exit(0);
