import { leaderSince } from "../flow/two_servers";
import { type Cluster, type Member, onCluster } from "./cluster";
import { type Fault, pick, seconds } from "./fault";
import { COUNTED } from "./refusal_faults";
import { until } from "./result";

/** A cause that stands for a while and goes. */
type Standing = { begin(): void; end(): void };

export const freezeFaults: Fault[] = [
  {
    name: "leader frozen, then thawed",
    run: (browser, length) =>
      onCluster(browser, {}, async (cluster) => {
        const { leader, others } = await cluster.roles();
        const other = others[0]!;
        const began = Date.now();
        const frozen = { for: pick(length, 7, 10), healthy: other };
        const meanwhile = await withSenders(cluster, freezing(leader), frozen);
        await until(() => leaderSince(other.andon) > began, "the other judges");
        const judgesAfter = (leaderSince(other.andon) - began) / 1000;
        const note = `${frozen.for} s; the other judges after ${judgesAfter.toFixed(1)} s`;
        return cluster.result({ note, meanwhile });
      }),
  },
  {
    name: "follower frozen, then thawed",
    inSuite: false,
    run: (browser, length) =>
      onCluster(browser, {}, async (cluster) => {
        const { leader, others } = await cluster.roles();
        const frozen = { for: pick(length, 7, 10), healthy: leader };
        const meanwhile = await withSenders(cluster, freezing(others[0]!), frozen);
        return cluster.result({ note: `${frozen.for} s`, meanwhile });
      }),
  },
  {
    name: "PostgreSQL frozen under two servers",
    inSuite: false,
    run: (browser) =>
      onCluster(browser, { ownPostgres: true }, async (cluster) => {
        const { postgres, members } = cluster;
        const cause = { begin: () => postgres().freeze(), end: () => postgres().thaw() };
        const frozen = { for: 8, healthy: members[0]! };
        const meanwhile = await withSenders(cluster, cause, frozen);
        return cluster.result({ note: "8 s", meanwhile });
      }),
  },
  {
    name: "Redis frozen under two servers",
    inSuite: false,
    alsoBusy: true,
    liveWithinSeconds: 8,
    run: (browser) =>
      onCluster(browser, {}, async (cluster) => {
        const { redis, members } = cluster;
        const stop = cluster.stream(100);
        await seconds(1);
        const watched = cluster.watch(members[0]!);
        redis.freeze();
        await seconds(8);
        const meanwhile = await watched();
        redis.thaw();
        cluster.ended();
        await stop();
        return cluster.result({ note: `8 s; ${COUNTED}`, meanwhile });
      }),
  },
  {
    name: "cables of one server's screens hung",
    inSuite: false,
    run: (browser, length) =>
      onCluster(browser, {}, async (cluster) => {
        const [hit, healthy] = cluster.members;
        const { screens } = hit!.cables;
        const cause = { begin: () => screens.hold(), end: () => screens.release() };
        const hung = { for: pick(length, 5, 20), healthy: healthy! };
        const meanwhile = await withSenders(cluster, cause, hung);
        return cluster.result({ note: `${hung.for} s`, meanwhile });
      }),
  },
];

function freezing({ andon }: Member): Standing {
  const { pid } = andon;
  return { begin: () => process.kill(pid, "SIGSTOP"), end: () => process.kill(pid, "SIGCONT") };
}

/**
 * Lets a cause stand while machines report to the healthy server and another program publishes.
 * @returns what the healthy server said until it ended
 */
export async function withSenders(
  cluster: Cluster,
  cause: Standing,
  { for: standing, healthy }: { for: number; healthy: Member },
): Promise<string> {
  cluster.reportTo([healthy]);
  const stops = [cluster.stream(100), cluster.publish(250)];
  await seconds(1);
  const watched = cluster.watch(healthy);
  cause.begin();
  await seconds(standing);
  const meanwhile = await watched();
  cause.end();
  cluster.ended();
  await Promise.all(stops.map((stop) => stop()));
  return meanwhile;
}
