import { expect, test } from "bun:test";
import { join } from "node:path";
import { driveLive, driveReplays, type Published } from "./golden/drive";

const RECORDED = join(import.meta.dir, "golden/recorded.json");
/** A folder to which the messages are written, to compare them; what they come to is then recorded anew. */
const WRITE_TO = process.env.ANDON_GOLDEN_TO;
const SEED = 1;

type Digest = { messages: number; structure: string };

test("every topic is sent the recorded frames, element by element", async () => {
  const published = { ...(await driveLive(SEED)), ...(await driveReplays(SEED)) };
  const digests = Object.fromEntries(Object.entries(published).map(digestOf));
  if (WRITE_TO) await write(WRITE_TO, published, digests);
  expect(Object.keys(digests).length).toBeGreaterThan(60); // the guard: something was sent
  expect(digests).toEqual(await Bun.file(RECORDED).json());
}, 30_000);

function digestOf([topic, messages]: [string, string[]]): [string, Digest] {
  const structure = Bun.hash.wyhash(messages.map(structureOf).join("\0")).toString(36);
  return [topic, { messages: messages.length, structure }];
}

/**
 * The instructions, ids, keys and cursors of a frame, whatever words and marks stand between them. JSON is
 * taken whole.
 */
function structureOf(message: string): string {
  if (message.startsWith("{")) return message;
  const marks = message.match(/<hx-[^>]*>|<\/hx-\w+>| (id|data-key|data-cursor|data-anomaly-id)="[^"]*"/g);
  return (marks ?? []).join("\n");
}

async function write(folder: string, published: Published, digests: Record<string, Digest>) {
  await Bun.write(RECORDED, `${JSON.stringify(digests, undefined, 2)}\n`);
  for (const [topic, messages] of Object.entries(published))
    await Bun.write(join(folder, topic.replace(/[^\w-]+/g, "_")), messages.join("\n\n"));
}
