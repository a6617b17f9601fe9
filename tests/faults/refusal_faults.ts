import { ALL_RIGHTS, type Cluster, onCluster } from "./cluster";
import { type Fault, type Length, pick, seconds } from "./fault";
import type { Result } from "./result";

/** Redis answers, but not as it should. */
export const refusalFaults: Fault[] = [
  {
    name: "Redis full (noeviction)",
    inSuite: false,
    liveWithinSeconds: 8,
    run: (browser, length) =>
      onCluster(browser, {}, async (cluster) => {
        await cluster.admin.config("SET", "maxmemory-policy", "noeviction");
        const set = (size: string) => cluster.admin.config("SET", "maxmemory", size);
        return refusing(cluster, length, { begin: () => set("1mb"), end: () => set("0") });
      }),
  },
  ...[
    ["channels", ["resetchannels"]],
    ["log's keys", ["resetkeys", "~andon:epoch", "~andon:in*", "~andon:seen:*", "~andon:owner"]],
  ].map(([what, rules]): Fault => ({
    name: `rights to the ${String(what)} in Redis taken`,
    inSuite: false,
    run: (browser, length) =>
      onCluster(browser, {}, async (cluster) => {
        const allow = (...rights: string[]) => cluster.admin.acl("SETUSER", "andon", ...rights);
        return refusing(cluster, length, {
          begin: () => allow(...rules!),
          end: () => allow(...ALL_RIGHTS),
        });
      }),
  })),
];

/** A server whose announcements failed while another's got through counts them for five seconds more. */
export const COUNTED = "a server counts announcements that failed for 5 s";

type Refusing = { begin(): Promise<unknown>; end(): Promise<unknown> };

/** What machines report goes on; what other programs publish meanwhile is Redis's to bring or not. */
async function refusing(cluster: Cluster, length: Length, cause: Refusing): Promise<Result> {
  const stop = cluster.stream(100);
  await seconds(1);
  const watched = cluster.watch(cluster.members[0]!);
  await cause.begin();
  const standing = pick(length, 5, 12);
  await seconds(standing);
  const meanwhile = await watched();
  await cause.end();
  cluster.ended();
  await stop();
  return cluster.result({ note: `${standing} s; ${COUNTED}`, meanwhile });
}
