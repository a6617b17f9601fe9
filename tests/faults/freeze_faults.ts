import { leaderSince } from "../flow/two_servers";
import { onCluster } from "./cluster";
import { type Fault, pick, seconds } from "./fault";
import { until } from "./result";

export const freezeFaults: Fault[] = [
  {
    name: "leader frozen, then thawed",
    run: (browser, length) =>
      onCluster(browser, {}, async (cluster) => {
        const { leader, others } = await cluster.roles();
        const other = others[0]!;
        cluster.reportTo([other]);
        const stops = [cluster.stream(100), cluster.publish(100)];
        const frozen = pick(length, 7, 10);
        const watched = cluster.watch(other);
        const began = Date.now();
        process.kill(leader.andon.pid, "SIGSTOP");
        await seconds(frozen);
        const meanwhile = await watched();
        process.kill(leader.andon.pid, "SIGCONT");
        const goneAt = Date.now();
        await until(() => leaderSince(other.andon) > began, "the other judges");
        await Promise.all(stops.map((stop) => stop()));
        const judgesAfter = (leaderSince(other.andon) - began) / 1000;
        const note = `${frozen} s; the other judges after ${judgesAfter.toFixed(1)} s`;
        return cluster.result(goneAt, { note, meanwhile });
      }),
  },
];
