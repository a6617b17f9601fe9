import { expect, test } from "bun:test";
import { join } from "node:path";
import { driveLive, driveReplays, type Published } from "./golden/drive";

const RECORDED = join(import.meta.dir, "golden/recorded.json");
/** Set to a folder, the messages are written there, and what they come to is recorded anew. */
const WRITE_TO = process.env.ANDON_GOLDEN_TO;
const SEEDS = [1, 2, 3].slice(0, Number(process.env.ANDON_GOLDEN_SEEDS ?? 1));

type Digest = { messages: number; bytes: string; structure: string };

test("every topic is sent the recorded frames, element by element", async () => {
  const digests = await digestsNow();
  if (WRITE_TO) await Bun.write(RECORDED, `${JSON.stringify(digests, undefined, 2)}\n`);
  expect(Object.keys(digests).length).toBeGreaterThan(60); // the guard: something was sent
  expect(digests).toEqual(await Bun.file(RECORDED).json());
}, 60_000);

async function digestsNow(): Promise<Record<string, Digest>> {
  const digests: Record<string, Digest> = {};
  for (const seed of SEEDS) {
    const published = { ...(await driveLive(seed)), ...(await driveReplays(seed)) };
    if (WRITE_TO) await write(seed, published);
    for (const [topic, messages] of Object.entries(published)) {
      const bytes = hash(messages.join("\0"));
      const structure = hash(messages.map(structureOf).join("\0"));
      digests[`${seed} ${topic}`] = { messages: messages.length, bytes, structure };
    }
  }
  return digests;
}

/** The instructions and ids of a frame, whatever words and marks stand between them. JSON is taken whole. */
function structureOf(message: string): string {
  if (message.startsWith("{")) return message;
  const marks = message.match(/<hx-[^>]*>|<\/hx-\w+>| (id|data-key|data-cursor|data-anomaly-id)="[^"]*"/g);
  return (marks ?? []).join("\n");
}

const hash = (text: string) => Bun.hash.wyhash(text).toString(36);

async function write(seed: number, published: Published) {
  for (const [topic, messages] of Object.entries(published)) {
    const name = `${seed} ${topic}`.replace(/[^\w-]+/g, "_");
    await Bun.write(join(WRITE_TO ?? "", name), messages.join("\n\n"));
  }
}
