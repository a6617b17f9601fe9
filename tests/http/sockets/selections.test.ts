import { expect, test } from "bun:test";
import { register } from "../../support/actions";
import { refusalOf } from "../../support/answers";
import { listen } from "../../support/socket";
import { useAndon } from "../../support/use";

const andon = useAndon({ MAX_SELECTIONS: "1" });

const headers = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};
const ask = (path: string) => fetch(`${andon.url}${path}`, { headers });

test("a socket and a catch-up that name an unknown machine are refused with its name", async () => {
  await register(andon, "Press-1");
  for (const path of [
    "/live?page=board&machine=Press-1&machine=nope",
    "/live?page=history&machine=nope",
    "/live/since?page=board&after=none-0&machine=nope",
    "/api/v1/ws/events?machine_id=nope",
  ]) {
    const refusal = await refusalOf(await ask(path));
    expect([path, refusal.status, refusal.message]).toEqual([
      path,
      404,
      'There is no machine "nope": GET /api/v1/machines lists them',
    ]);
  }
});

test("one selection of machines too many is refused with 503, the same one and the whole board are not", async () => {
  for (const name of ["Press-2", "Press-3"]) await register(andon, name);
  const stream = `${andon.url}/api/v1/ws/events`;
  const first = await listen(`${stream}?machine_id=Press-2`);
  for (const path of ["/live?page=board&machine=Press-3", "/api/v1/ws/events?machine_id=Press-3"]) {
    const answer = await ask(path);
    expect([path, answer.status, answer.headers.get("retry-after")]).toEqual([path, 503, "10"]);
    expect(await answer.text()).toContain("show fewer machines, or the whole board");
  }
  await using _same = await listen(`${stream}?machine_id=Press-2`);
  await using _all = await listen(stream);
  await first.close();
});
