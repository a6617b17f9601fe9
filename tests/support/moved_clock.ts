/** Loaded into a server before its program: what it takes for now is as far off as a test says. */
import { closeSync, openSync, readSync } from "node:fs";

const OFFSET_BYTES = 8;
const file = openSync(process.env.ANDON_TEST_CLOCK ?? "", "r");
process.on("exit", () => closeSync(file));
const offset = new Float64Array(1);

function offsetMs(): number {
  readSync(file, new Uint8Array(offset.buffer), 0, OFFSET_BYTES, 0);
  return offset[0] ?? 0;
}

const RealDate = Date;
const now = () => RealDate.now() + offsetMs();
globalThis.Date = new Proxy(RealDate, {
  construct: (target, given: [], asked) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, asked) as Date,
  apply: () => new RealDate(now()).toString(),
  get: (target, name, receiver) => (name === "now" ? now : (Reflect.get(target, name, receiver) as unknown)),
});
