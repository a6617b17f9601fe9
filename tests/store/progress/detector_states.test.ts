import { expect, test } from "bun:test";
import { onEachDatabase, openFresh } from "../../support/store";

onEachDatabase(() => {
  test("a newer detector state replaces the one before", async () => {
    const store = await openFresh();
    await store.states.save(new Map([["a", 1]]));
    await store.states.save(
      new Map([
        ["a", 2],
        ["b", 3],
      ]),
    );
    expect(await store.states.load()).toEqual(
      new Map([
        ["a", 2],
        ["b", 3],
      ]),
    );
    await store.close();
  });
});
