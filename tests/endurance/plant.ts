import type { LoggedEvent } from "../../src/domain/event";
import { register } from "../support/actions";
import { eventually, startAndon, type TestAndon } from "../support/andon";
import { joinRedis, startRedis } from "../support/redis";

const SETTLED_WITHIN_MS = 60_000;
const MEMORY = "process_resident_memory_bytes";

/** A real server with its Redis, and machines that report to it. */
export type Plant = AsyncDisposable & {
  andon: TestAndon;
  /** Ids of the machines. */
  machines: readonly string[];
  /** Adds events as another program would. */
  publish(events: readonly LoggedEvent[]): Promise<void>;
  /** Posts a present reading of the machine at this place. */
  read(place: number): Promise<void>;
  /** Resolves when every published event is recorded and announced. */
  settled(): Promise<void>;
  /** The memory of the server, MB. */
  memory(): Promise<number>;
};

export async function openPlant(size: number): Promise<Plant> {
  const redis = await startRedis();
  const andon = await startAndon({ REDIS_URL: redis.url, LOG_LEVEL: "error" });
  const program = joinRedis(redis);
  const machines: string[] = [];
  for (let place = 1; place <= size; place++) {
    const more = { data_interval_seconds: 1, rated_power_kw: 100 };
    machines.push(await register(andon, `Machine-${place}`, more));
  }

  const metric = async (name: string) =>
    Number(new RegExp(`^${name} (\\S+)`, "m").exec(await andon.text("/metrics"))?.[1]);

  return {
    andon,
    machines,
    async publish(events) {
      const pipeline = program.pipeline();
      for (const event of events) pipeline.xadd("andon:in", "*", "event", JSON.stringify(event));
      await pipeline.exec();
    },
    async read(place) {
      const wave = Math.sin(Date.now() / 7_000 + place);
      const response = await andon.send("POST", "/api/v1/readings", {
        machine_id: machines[place],
        timestamp: new Date().toISOString(),
        metrics: {
          power_kw: 50 + 10 * wave + Math.random(),
          temperature_c: 60 + 5 * wave + Math.random(),
          pressure_bar: 7 + wave / 2 + Math.random() / 10,
          vibration_mm_s: 2 + wave / 5 + Math.random() / 10,
          flow_m3h: 30 + 3 * wave + Math.random(),
        },
      });
      // A machine that is told to come later does so, with its next reading.
      if (response.status !== 202 && response.status !== 429)
        throw new Error(`A reading was answered with ${response.status}`);
    },
    async settled() {
      const isSettled = async () =>
        (await program.xlen("andon:in")) === 0 && (await metric("andon_outbox_waiting")) === 0;
      await eventually(isSettled, "all events are announced", SETTLED_WITHIN_MS);
    },
    memory: async () => (await metric(MEMORY)) / 1e6,
    async [Symbol.asyncDispose]() {
      program.disconnect();
      await andon[Symbol.asyncDispose]();
      await redis.stop();
    },
  };
}
