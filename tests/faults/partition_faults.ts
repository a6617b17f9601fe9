import { leaderSince } from "../flow/two_servers";
import type { TcpProxy } from "../support/tcp_proxy";
import { type Member, onCluster } from "./cluster";
import { type Fault, pick } from "./fault";
import { withSenders } from "./freeze_faults";

type Spoil = { name: string; begin(cable: TcpProxy): void; end(cable: TcpProxy): void };
const CUT: Spoil = { name: "cut", begin: (cable) => cable.cut(), end: (cable) => cable.mend() };
const HUNG: Spoil = { name: "hung", begin: (cable) => cable.hold(), end: (cable) => cable.release() };

export const partitionFaults: Fault[] = [
  { ...leaderLoses("redis", HUNG), inSuite: true },
  leaderLoses("redis", CUT),
  leaderLoses("database", HUNG),
  leaderLoses("database", CUT),
];

/** The leader loses one of the two that it shares with the other server, which loses nothing. */
function leaderLoses(lost: "redis" | "database", spoil: Spoil): Fault {
  return {
    name: `leader loses only ${lost === "redis" ? "Redis" : "the database"} (${spoil.name})`,
    inSuite: false,
    run: (browser, length) =>
      onCluster(browser, {}, async (cluster) => {
        const { leader, others } = await cluster.roles();
        const cable = leader.cables[lost];
        const cause = { begin: () => spoil.begin(cable), end: () => spoil.end(cable) };
        const judged = since(cluster.members);
        const standing = { for: pick(length, 6, 12), healthy: others[0]! };
        const meanwhile = await withSenders(cluster, cause, standing);
        const isSame = String(since(cluster.members)) === String(judged);
        const note = `${standing.for} s; judging ${isSame ? "stays where it is" : "moves"}`;
        return cluster.result({ note, meanwhile });
      }),
  };
}

const since = (members: readonly Member[]) => members.map(({ andon }) => leaderSince(andon));
