import { copiesOfFile, copiesOfTables } from "../support/database_copies";
import { type Cluster, onCluster } from "./cluster";
import { type Fault, onFloor, seconds } from "./fault";
import type { Floor } from "./floor";
import { until } from "./result";

const LOST = 5;

/** A database is put back to an older copy: what the copy lacks is lost, and said to be. */
export const restoreFaults: Fault[] = [
  {
    name: "SQLite copy put back while stopped",
    async run(browser) {
      using copies = copiesOfFile();
      return await onFloor(browser, { settings: { DATABASE_URL: copies.url } }, async (floor) => {
        const { andon, pages } = floor;
        await several(floor, 3);
        await andon.stop();
        await copies.take();
        await andon.start();
        await floor.allLive();
        await losing(floor);
        await andon.stop();
        await copies.putBack();
        await andon.start();
        const goneAt = Date.now();
        await several(floor, 7);
        const result = await floor.result(
          goneAt,
          `${LOST} more were lost with the copy, and every page says so`,
        );
        for (const { page } of pages)
          if ((await page.locator("[data-gap]").count()) === 0)
            throw new Error("A page says nothing of the gap");
        return result;
      });
    },
  },
  {
    name: "PostgreSQL put back under two servers",
    inSuite: false,
    run: (browser) =>
      onCluster(browser, {}, async (cluster) => {
        await using copies = copiesOfTables(cluster.databaseUrl);
        await several(cluster, 3);
        await seconds(1);
        await copies.take();
        await losing(cluster);
        await copies.untilOlder();
        const watched = cluster.watch(cluster.members[0]!);
        await copies.putBack();
        const putBackAt = Date.now();
        cluster.ended();
        const knows = async ({ page: { page } }: Cluster["members"][number]) =>
          (await page.locator('[data-gap="epoch"]').count()) > 0;
        await until(
          async () => (await Promise.all(cluster.members.map(knows))).every(Boolean),
          "every page says that the log began anew",
        );
        const knownAfter = (Date.now() - putBackAt) / 1000;
        await several(cluster, 7);
        const meanwhile = await watched();
        const note = `${LOST} more were lost with the copy; every page says so after ${knownAfter.toFixed(1)} s`;
        return await cluster.result({ note, meanwhile });
      }),
  },
];

type Reporting = Pick<Floor, "report" | "accepted">;

async function several({ report }: Reporting, count: number) {
  for (let n = 0; n < count; n++) await report();
}

/** Reports what the copy will lack: it is shown once, and no more after the restore. */
async function losing(on: Reporting & ({ screens: Floor["screens"] } | Pick<Cluster, "members">)) {
  await several(on, LOST);
  const screens = "members" in on ? on.members.flatMap((member) => member.screens) : on.screens;
  const lost = on.accepted.slice(-LOST);
  await until(() => screens.every(({ shown }) => lost.every((id) => shown.has(id))), "all are shown");
  on.accepted.splice(-LOST);
}
