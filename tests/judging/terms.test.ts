import { expect, test } from "bun:test";
import type { LeadershipCallbacks } from "../../src/cluster/leader";
import type { Term } from "../../src/judging/term";
import { runTerms } from "../../src/judging/terms";
import { eventually } from "../support/andon";

/** Terms of a leadership that the test decides. `begins` may reject. */
function start({ begins = () => Promise.resolve(), retries = true } = {}) {
  const steps: string[] = [];
  let callbacks: LeadershipCallbacks | undefined;
  let isLeader = false;
  let number = 0;
  const terms = runTerms({
    leadership: {
      run: (given) => (callbacks = given),
      isLeader: () => isLeader,
      term: () => undefined,
      resign: async () => void steps.push("resigned"),
    },
    async begin() {
      const term = (number += 1);
      steps.push(`begin ${term}`);
      await begins();
      const end = async (maySave: boolean) => {
        await new Promise(setImmediate);
        steps.push(`end ${term}${maySave ? ", saved" : ""}`);
      };
      return { end } as Term;
    },
    onBegun: () => steps.push("begun"),
    onFailure(error) {
      steps.push(String(error));
      return retries;
    },
  });
  return {
    ...terms,
    steps,
    elect() {
      isLeader = true;
      callbacks?.onElected();
    },
    depose() {
      isLeader = false;
      callbacks?.onLost();
    },
  };
}

test("a term begins with the election and ends, unsaved, when leadership is lost", async () => {
  const { elect, depose, settled, current, steps } = start();
  expect(current()).toBeUndefined();
  elect();
  await settled();
  expect(current()).toBeDefined();
  depose();
  await settled();
  expect(current()).toBeUndefined();
  expect(steps).toEqual(["begin 1", "begun", "end 1"]);
});

test("two terms never overlap, however quickly leadership comes and goes", async () => {
  const { elect, depose, settled, steps } = start();
  elect();
  await settled();
  depose();
  elect();
  await settled();
  expect(steps).toEqual(["begin 1", "begun", "end 1", "begin 2", "begun"]);
});

test("leadership that is lost before its term began needs none", async () => {
  const { elect, depose, settled, current, steps } = start();
  elect();
  depose();
  await settled();
  expect(current()).toBeUndefined();
  expect(steps).toEqual([]);
});

test("a term that cannot begin is tried again for as long as this server leads", async () => {
  let fails = 1;
  const begins = () => (fails-- > 0 ? Promise.reject(new Error("away")) : Promise.resolve());
  const { elect, current, steps } = start({ begins });
  elect();
  await eventually(async () => current() !== undefined, "the term has begun");
  expect(steps).toEqual(["begin 1", "Error: away", "begin 2", "begun"]);
});

test("where nobody else could lead, a term that cannot begin is an error of the start", async () => {
  const { elect, settled } = start({ begins: () => Promise.reject(new Error("damaged")), retries: false });
  elect();
  await expect(settled()).rejects.toThrow("damaged");
});

test("a stop saves the term under way and then resigns", async () => {
  const { elect, settled, stop, steps } = start();
  elect();
  await settled();
  await stop();
  expect(steps).toEqual(["begin 1", "begun", "end 1, saved", "resigned"]);
});
