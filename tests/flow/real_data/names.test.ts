import { expect, test } from "bun:test";
import { report } from "../../support/actions";
import { eventually } from "../../support/andon";
import { describeNeeding } from "../../support/needs";
import { joinRedis, whyNoRedis } from "../../support/redis";
import { useRedis } from "../../support/use";
import { iso, reading, usePlant } from "./plant";

const plant = usePlant();
const { andon, machine, send, post } = plant;

test("alarms of a machine that nothing bears are 404, and not none, while others are open", async () => {
  const id = await machine("Press-1");
  for (let count = 0; count < 20; count++) await report(andon, id);
  for (const path of ["anomaly/active", "anomaly/recent", "anomaly/search", "events"])
    for (const word of ["Nobody", "press", "Press-1x", crypto.randomUUID()])
      expect([path, word, (await andon.send("GET", `/api/v1/${path}?machine_id=${word}`)).status]).toEqual([
        path,
        word,
        404,
      ]);
  for (const word of ["Press-1", id.toUpperCase()]) expect((await plant.open(word)).length).toBe(20);
});

test.each([
  ["in decomposed letters", "Kühler Süd 1".normalize("NFD")],
  ["with a no-break space", "Kühler\u00a0Süd 1"],
  ["with a narrow no-break space, and two blanks", "Kühler\u202fSüd  1"],
  ["with blanks around it", " Kühler Süd 1 "],
])("a machine is the same one when it is named %s", async (_, name) => {
  const found = await andon.send("GET", "/api/v1/machines/K%C3%BChler%20S%C3%BCd%201");
  if (found.status === 404) await machine("Kühler Süd 1");
  await send(reading(name, 0, { temp_c: 20 }));
  expect((await plant.all(name)).length).toBe(0);
  const again = await andon.send("POST", "/api/v1/machines", { name });
  expect(again.status).toBe(409);
  const csv = await post(`machine_id,timestamp,temp_c\n${name},${iso(Date.now())},21`, "text/csv");
  expect(csv).toMatchObject({ status: 202, accepted: 1 });
});

test("a metric in decomposed letters is the same series, and its limit holds", async () => {
  const id = await machine("Ofen");
  await plant.limits(id, [{ metric: "größe_mm", high: 5 }]);
  await send(reading(id, 0, { ["größe_mm".normalize("NFD")]: 9 }));
  expect((await plant.alarmOn(id, "größe_mm".normalize("NFC"))).metric_value).toBe(9);
});

describeNeeding([whyNoRedis], "machines in the events of other programs", () => {
  const redis = useRedis();
  const other = usePlant(() => ({ REDIS_URL: redis.url }));

  test.each(["Press-1", " Press-2 ", "Pre\u0301ssē".normalize("NFD"), "ID"])(
    "an event that names %p stands at the machine's tile",
    async (name) => {
      const wanted = name.trim().normalize("NFC");
      const id = await other.machine(wanted);
      using program = joinRedis(redis);
      await program.publish(
        "anomaly.detected",
        JSON.stringify({
          machine_id: name === "ID" ? id.toUpperCase() : name,
          metric: "power_kw",
          value: 71.4,
          anomaly_score: 3,
          severity: "critical",
          timestamp: iso(Date.now()),
        }),
      );
      await eventually(async () => (await other.open(id)).length === 1, "it is the machine's alarm");
      const isMarked = async () =>
        new RegExp(`data-machine-id="${id}"[^>]* data-severity="critical"`).test(await other.andon.text("/"));
      await eventually(isMarked, "its tile is red");
    },
  );
});
