import { expect, test } from "bun:test";
import { z } from "zod";
import { register } from "../support/actions";
import { useAndon } from "../support/use";

const call = z.looseObject({
  call_id: z.string(),
  state: z.string(),
  opened: z.looseObject({ at: z.string() }),
});
const listed = z.object({ calls: z.array(call) });

const andon = useAndon();
const waiting = async () => (await andon.get("/api/v1/calls", listed)).calls;
const make = (body: object) => andon.send("POST", "/api/v1/calls", body);

test("a call outlives kill -9, has the time at which it was made, and is made once however often it is sent", async () => {
  const machine = await register(andon, "Mill-1");
  const [id, at] = [Bun.randomUUIDv7(), new Date(Date.now() - 90_000).toISOString()];
  const sent = { type: "material", machine, id, at };
  expect((await make(sent)).status).toBe(201);
  await andon.kill();
  await andon.start();
  expect((await make(sent)).status).toBe(200);
  expect(await waiting()).toMatchObject([{ call_id: id, state: "open", opened: { at } }]);
  expect(
    (await andon.send("POST", `/api/v1/calls/${id}/resolve`, { by: "Ada", cause: "missing" })).status,
  ).toBe(200);
  expect(await waiting()).toEqual([]);
});

test.each([
  [{ type: "material" }, 400, "Name a machine, or an area"],
  [{ type: "material", machine: "Mill-1", area: "Hall" }, 400, "Name a machine, or an area"],
  [{ type: "coffee", machine: "Mill-1" }, 400, 'There is no type of call "coffee"'],
  [{ type: "material", machine: "Mill-99" }, 404, "Mill-99"],
  [{ type: "material", area: "Hall 99" }, 404, "Hall 99"],
])("%j is refused with a sentence", async (body, status, sentence) => {
  const answer = await make(body);
  expect(answer.status).toBe(status);
  expect(await answer.text()).toContain(sentence.replaceAll('"', '\\"'));
});

test("a step needs a name, and one of a call that is over is refused", async () => {
  const machine = await register(andon, "Mill-2");
  const { call_id } = call.parse(await (await make({ type: "quality", machine })).json());
  const step = (name: string, body: object = { by: "Ada" }) =>
    andon.send("POST", `/api/v1/calls/${call_id}/${name}`, body);
  expect((await step("accept", {})).status).toBe(400);
  expect(await (await step("accept")).json()).toMatchObject({ state: "accepted", accepted: { by: "Ada" } });
  expect(await (await step("hand-on", { by: "Ada", type: "maintenance" })).json()).toMatchObject({
    ...{ state: "open", call_type: "maintenance", accepted: null },
  });
  expect(await (await step("arrive")).json()).toMatchObject({ state: "arrived" });
  expect((await step("cancel")).status).toBe(409);
  expect((await step("resolve")).status).toBe(200);
  expect((await step("accept")).status).toBe(409);
  expect(await (await step("reopen")).json()).toMatchObject({ state: "open" });
});
