import { afterAll, describe, expect, test } from "bun:test";
import { acknowledge, resolve } from "../../support/actions";
import { eventually } from "../../support/andon";
import { testClock } from "../../support/clock";
import { describeNeeding } from "../../support/needs";
import { onePostgres, whyNoPostgres } from "../../support/postgres";
import { series, usePlant } from "./plant";

const clock = testClock();
afterAll(() => clock[Symbol.dispose]());
const hot = { metric: "temp_c", high: 80 };

/**
 * Kills the server at once, and lets it go on as its programs do: with what they have sent again, and more.
 */
async function killed(plant: ReturnType<typeof usePlant>, id: string) {
  await plant.andon.kill();
  await plant.andon.start();
  await plant.send(series(id, 10, () => ({ temp_c: 95 })));
  await plant.judged();
}

describe("after a kill", () => {
  const plant = usePlant(clock.settings);
  const { andon, machine, limits, send, all, alarmOn } = plant;

  test("what was acknowledged the moment before stays acknowledged, with the name", async () => {
    const id = await machine("Oven-1");
    await limits(id, [hot]);
    await send(series(id, 5, () => ({ temp_c: 95 })));
    const { id: alarm } = await alarmOn(id, "temp_c");
    expect((await acknowledge(andon, alarm, "Ada")).status).toBe(200);
    await killed(plant, id);
    expect(await all(id)).toMatchObject([{ id: alarm, state: "acknowledged", acknowledged_by: "Ada" }]);
  });

  test("an acknowledged alarm that a second metric had joined is no news, and one that was resolved stays so", async () => {
    const id = await machine("Oven-2");
    await limits(id, [hot, { metric: "oil_bar", low: 1 }]);
    await send(series(id, 5, () => ({ temp_c: 95, oil_bar: 2 }), 1, 5));
    const { id: alarm } = await alarmOn(id, "temp_c");
    await send(series(id, 4, () => ({ temp_c: 95, oil_bar: 0.2 }), 1, 1));
    await plant.judged();
    expect((await acknowledge(andon, alarm, "Ada")).status).toBe(200);
    await killed(plant, id);
    expect(await all(id)).toMatchObject([{ id: alarm, state: "acknowledged", acknowledged_by: "Ada" }]);
    expect((await resolve(andon, alarm, "Bob")).status).toBe(200);
    await killed(plant, id);
    expect((await all(id)).find((one) => one.id === alarm)).toMatchObject({
      ...{ state: "resolved", resolved_by: "Bob" },
    });
  });

  test("a machine that was heard just before and then no more is silent, and so is one that was never heard", async () => {
    const heard = await machine("Quiet-1");
    const never = await machine("Quiet-2");
    for (const id of [heard, never]) await limits(id, [], { silent_minutes: 1 });
    await send(series(heard, 3, () => ({ temp_c: 20 })));
    await andon.kill();
    await andon.start();
    clock.wait(90);
    for (const id of [heard, never])
      await eventually(
        async () => (await plant.open(id)).some(({ reason }) => reason?.startsWith("No reading")),
        `${id} is silent`,
      );
  });
});

describeNeeding([whyNoPostgres], "after a kill, on PostgreSQL", () => {
  const plant = usePlant(async () => ({ DATABASE_URL: await (await onePostgres()).fresh() }));

  test("what was acknowledged the moment before stays acknowledged, with the name", async () => {
    const id = await plant.machine("Oven-1");
    await plant.limits(id, [hot]);
    await plant.send(series(id, 5, () => ({ temp_c: 95 })));
    const { id: alarm } = await plant.alarmOn(id, "temp_c");
    expect((await acknowledge(plant.andon, alarm, "Ada")).status).toBe(200);
    await killed(plant, id);
    expect(await plant.all(id)).toMatchObject([{ id: alarm, state: "acknowledged", acknowledged_by: "Ada" }]);
  });
});
