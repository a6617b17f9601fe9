import { leaderSince } from "../flow/two_servers";
import { clockBehind, whyNoFaketime } from "../support/faketime";
import { onCluster } from "./cluster";
import { type Fault, pick, seconds } from "./fault";
import { until } from "./result";

export const clusterFaults: Fault[] = [
  {
    name: "leader of three servers killed (-9)",
    inSuite: false,
    alsoBusy: true,
    run: (browser, length) =>
      onCluster(browser, { servers: 3 }, async (cluster) => {
        const { leader, others } = await cluster.roles();
        cluster.reportTo(others);
        const stops = [cluster.stream(100), cluster.publish(250)];
        await seconds(1);
        const watched = cluster.watch(others[0]!);
        const began = Date.now();
        await leader.andon.kill();
        await until(() => others.some(({ andon }) => leaderSince(andon) > began), "another judges");
        const judgesAfter = (Math.max(...others.map(({ andon }) => leaderSince(andon))) - began) / 1000;
        await seconds(pick(length, 1, 10));
        const meanwhile = await watched();
        await leader.andon.start();
        cluster.ended();
        await Promise.all(stops.map((stop) => stop()));
        const note = `another judges after ${judgesAfter.toFixed(1)} s`;
        return cluster.result({ note, meanwhile });
      }),
  },
  {
    name: "leader killed (-9) and back at once",
    inSuite: false,
    // Its lease must run out before anybody takes in again: five seconds, and a moment.
    liveWithinSeconds: 8,
    run: (browser) =>
      onCluster(browser, {}, async (cluster) => {
        const { leader, others } = await cluster.roles();
        cluster.reportTo(others);
        const stops = [cluster.stream(100), cluster.publish(100)];
        await seconds(1);
        const watched = cluster.watch(others[0]!);
        const killedAt = Date.now();
        await leader.andon.kill();
        await leader.andon.start();
        const awayFor = (Date.now() - killedAt) / 1000;
        cluster.ended();
        await seconds(5);
        const meanwhile = await watched();
        await Promise.all(stops.map((stop) => stop()));
        const note = `away for ${awayFor.toFixed(1)} s`;
        return cluster.result({ note, meanwhile });
      }),
  },
  {
    name: "PostgreSQL restarted under two servers",
    inSuite: false,
    alsoBusy: true,
    run: (browser, length) =>
      onCluster(browser, { ownPostgres: true }, async (cluster) => {
        const stops = [cluster.stream(100), cluster.publish(250)];
        await seconds(1);
        const watched = cluster.watch(cluster.members[0]!);
        await cluster.postgres().kill();
        await seconds(pick(length, 1, 5));
        await cluster.postgres().start();
        cluster.ended();
        const meanwhile = await watched();
        await Promise.all(stops.map((stop) => stop()));
        return cluster.result({ note: "killed (-9)", meanwhile });
      }),
  },
  {
    name: "clock of one server two hours behind",
    inSuite: false,
    cannot: whyNoFaketime,
    run: (browser, length) =>
      onCluster(browser, { settingsOf: clockOf }, async (cluster) => {
        const [right, behind] = cluster.members;
        const stops = [cluster.stream(100), cluster.publish(250)];
        const watched = cluster.watch(right!);
        await seconds(pick(length, 3, 20));
        const meanwhile = await watched();
        // What a server left unannounced when it died is announced by the one whose clock is wrong.
        cluster.reportTo([behind!]);
        await right!.andon.kill();
        await seconds(2);
        await right!.andon.start();
        cluster.ended();
        await seconds(1);
        await Promise.all(stops.map((stop) => stop()));
        return cluster.result({
          note: "then the one with the right clock is killed for 2 s",
          meanwhile,
        });
      }),
  },
];

const clockOf = (index: number) => (index === 1 ? clockBehind("2h") : {});
