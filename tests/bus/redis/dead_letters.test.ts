import { expect, test } from "bun:test";
import { RetryLater, createDeadLetters, type Failure } from "../../../src/bus/redis/dead_letters";

function start() {
  const said: object[] = [];
  let count = 0;
  const { judge } = createDeadLetters({
    untaken: (more) => (count += more),
    log: { warn: (details) => said.push(details) },
  });
  return { judge, count: () => count, said: () => said.splice(0) };
}
const spoilt = (id: string): Failure => ({ id, error: new Error(`Cannot record ${id}`) });
const away = (id: string): Failure => ({ id, error: new Error("the database is away") });

test("while nothing can be recorded each entry is counted once, one line is said, and none is set aside", () => {
  const { judge, count, said } = start();
  const entries = Array.from({ length: 500 }, (_, index) => away(`${index}`));
  for (let round = 0; round < 20; round += 1) {
    expect(judge([], entries)).toEqual([]);
    expect(judge([], [away("late")])).toEqual([]);
  }
  expect(count()).toBe(501);
  expect(said()).toEqual([{ entries: 500, id: "0", reason: "the database is away" }]);
});

test("one that fails five times while others are recorded is set aside, after one line with its id", () => {
  const { judge, count, said } = start();
  const rounds = [1, 2, 3, 4, 5].map((round) => judge([`good ${round}`], [spoilt("bad")]));
  const refusal = { id: "bad", reason: "Cannot record bad" };
  expect(rounds).toEqual([[], [], [], [], [refusal]]);
  expect([count(), said()]).toEqual([1, [refusal]]);
});

test("what is recorded between its tries counts against it, as what is recorded beside it does", () => {
  const { judge } = start();
  for (let round = 1; round <= 5; round += 1) {
    expect(judge([], [spoilt("bad")])).toEqual([]);
    judge([`good ${round}`], []);
  }
  expect(judge([], [spoilt("bad")])).toHaveLength(1);
});

test("a server that cannot keep up says nothing against an entry", () => {
  const { judge, said } = start();
  const busy = { id: "late", error: new RetryLater("The inbox is full") };
  for (let round = 0; round < 20; round += 1) expect(judge([`good ${round}`], [busy])).toEqual([]);
  expect(said()).toHaveLength(1);
});

test("when it has been recorded after all, and when the trouble is over, everything begins anew", () => {
  const { judge, count, said } = start();
  for (let round = 1; round <= 4; round += 1) judge([`good ${round}`], [spoilt("ill")]);
  judge(["ill"], []);
  expect(judge(["good 5"], [spoilt("ill")])).toEqual([]);
  said();
  judge([], [away("a")]);
  judge(["a"], []);
  judge([], [away("b")]);
  expect(said()).toHaveLength(2);
  expect(count()).toBe(4);
});
