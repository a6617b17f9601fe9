import { beforeAll, describe, expect, test } from "bun:test";
import { register, report } from "../support/actions";
import { EVERY_PAGE, LINKED_PATHS } from "../support/page_paths";
import { promisesOfPage } from "../support/page_promises";
import { useAndon } from "../support/use";
import { HOSTILE, parsePage } from "../support/views";

const andon = useAndon({ BASE_PATH: "/plant", PLANT_NAME: HOSTILE });

describe.each(EVERY_PAGE)("the page at %s", (path) => {
  let status = 0;
  let html = "";

  beforeAll(async () => {
    const machineId = await machineInAlarm();
    const response = await andon.send("GET", path.replace("{id}", machineId));
    ({ status } = response);
    html = await response.text();
  });

  test("is there", () => expect(status).toBe(200));

  promisesOfPage(() => html);
});

test.each(LINKED_PATHS)(
  "the link of the header to %s says on its page that it is the current one",
  async (path) => {
    const document = parsePage(await andon.text(path));
    const current = [...document.querySelectorAll("nav [aria-current=page]")];
    expect(current.map((link) => link.getAttribute("href"))).toEqual([`/plant${path}`]);
  },
);

let machineId: Promise<string> | undefined;

/** The id of a machine with a hostile name and an open alarm, the same for all tests. */
function machineInAlarm(): Promise<string> {
  return (machineId ??= register(andon, HOSTILE).then(async (id) => {
    await report(andon, id, { metric_name: HOSTILE });
    return id;
  }));
}
