import { expect, test } from "bun:test";
import { createDeadLetters, type Failure } from "../../../../src/bus/redis/inbound/dead_letters";
import { RetryLater } from "../../../../src/bus/retry_later";

function start() {
  const said: object[] = [];
  let failed = 0;
  const { count } = createDeadLetters({
    inboundFailed: (more) => (failed += more),
    log: { warn: (details) => said.push(details) },
  });
  return { count, failed: () => failed, said: () => said.splice(0) };
}
const spoilt = (id: string): Failure => ({ id, error: new Error(`Cannot record ${id}`) });
const away = (id: string): Failure => ({ id, error: new Error("the database is away") });

test("while nothing can be recorded each entry is counted once, one line is said, and none is set aside", () => {
  const { count, failed, said } = start();
  const entries = Array.from({ length: 500 }, (_, index) => away(`${index}`));
  for (let round = 0; round < 20; round += 1) {
    expect(count([], entries)).toEqual([]);
    expect(count([], [away("late")])).toEqual([]);
  }
  expect(failed()).toBe(501);
  expect(said()).toEqual([{ entries: 500, id: "0", reason: "the database is away" }]);
});

test("one that fails five times while others are recorded is set aside, after one line with its id", () => {
  const { count, failed, said } = start();
  const rounds = [1, 2, 3, 4, 5].map((round) => count([`good ${round}`], [spoilt("bad")]));
  const letter = { id: "bad", reason: "Cannot record bad" };
  expect(rounds).toEqual([[], [], [], [], [letter]]);
  expect([failed(), said()]).toEqual([1, [letter]]);
});

test("what is recorded between its tries counts against it, as what is recorded beside it does", () => {
  const { count } = start();
  for (let round = 1; round <= 5; round += 1) {
    expect(count([], [spoilt("bad")])).toEqual([]);
    count([`good ${round}`], []);
  }
  expect(count([], [spoilt("bad")])).toHaveLength(1);
});

test("a server that cannot keep up says nothing against an entry", () => {
  const { count, said } = start();
  const busy = { id: "late", error: new RetryLater("The inbox is full") };
  for (let round = 0; round < 20; round += 1) expect(count([`good ${round}`], [busy])).toEqual([]);
  expect(said()).toHaveLength(1);
});

test("when it has been recorded after all, and when the trouble is over, everything begins anew", () => {
  const { count, failed, said } = start();
  for (let round = 1; round <= 4; round += 1) count([`good ${round}`], [spoilt("ill")]);
  count(["ill"], []);
  expect(count(["good 5"], [spoilt("ill")])).toEqual([]);
  said();
  count([], [away("a")]);
  count(["a"], []);
  count([], [away("b")]);
  expect(said()).toHaveLength(2);
  expect(failed()).toBe(4);
});
