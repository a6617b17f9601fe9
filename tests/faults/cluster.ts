import type { Browser, BrowserContext } from "playwright-core";
import { leaderSince } from "../flow/two_servers";
import { register } from "../support/actions";
import { eventually, type Settings, startAndon, type TestAndon } from "../support/andon";
import { freePort } from "../support/free_port";
import { onePostgres, startPostgres, type TestPostgres } from "../support/postgres";
import { joinRedis, startRedis, type TestRedis } from "../support/redis";
import { openProgram, openScreen, type PageScreen, type Screen } from "../support/screen";
import { startTcpProxy, type TcpProxy } from "../support/tcp_proxy";
import { type Reporter, startReporter } from "./reporter";
import { type Result, resultOf, until } from "./result";
import { type WellWatch, watchWell } from "./well";
import { watchHealthy } from "./witness";

const USER = { name: "andon", password: "s3cret" };
/** The rights of the servers in Redis as they should be. */
export const ALL_RIGHTS = ["reset", "on", `>${USER.password}`, "~*", "&*", "+@all"];

/**
 * A server with cables of its own to its screens, to Redis and to the database, and the screens that it
 * serves.
 */
export type Member = {
  andon: TestAndon;
  cables: { screens: TcpProxy; redis: TcpProxy; database: TcpProxy };
  page: PageScreen;
  screens: Screen[];
};

/** Several servers on a database and a Redis of their own, with machines and programs that report. */
export type Cluster = AsyncDisposable &
  Reporter & {
    members: Member[];
    redis: TestRedis;
    admin: ReturnType<typeof joinRedis>;
    /** A PostgreSQL that nothing else uses. @throws unless it was asked for */
    postgres(): TestPostgres;
    databaseUrl: string;
    roles(): Promise<{ leader: Member; others: Member[] }>;
    /** From now on reports go to these in turn. */
    reportTo(members: readonly Member[]): void;
    /** Another program that publishes alarms with ids of their own, until stopped. */
    publish(everyMs: number): () => Promise<void>;
    /** Watches a server that the fault does not hit. @returns ends it; what it said */
    watch(healthy: Member): () => Promise<string>;
    /** The cause has just ended: from now on it is watched when all is well. */
    ended(): void;
    /** Waits until every server is ready, every page says so, and every screen has shown all there is. */
    result(more: { note?: string; meanwhile?: string }): Promise<Result>;
  };
export type ClusterOptions = {
  servers?: number;
  settingsOf?(index: number): Settings;
  /** Whether the fault hits PostgreSQL, which else is the one that other tests use as well. */
  ownPostgres?: boolean;
};

/** Runs a fault on several servers with a page and a program each. */
export async function onCluster(
  browser: Browser,
  options: ClusterOptions,
  act: (cluster: Cluster) => Promise<Result>,
): Promise<Result> {
  await using cluster = await openCluster(browser, options);
  return await act(cluster);
}

async function openCluster(browser: Browser, options: ClusterOptions): Promise<Cluster> {
  await using stack = new AsyncDisposableStack();
  const own = options.ownPostgres ? stack.use(await startPostgres()) : undefined;
  const databaseUrl = await (own ?? (await onePostgres())).fresh();
  const port = freePort();
  const redis = stack.use(await startRedis("--port", `${port}`));
  const admin = stack.use(joinRedis(redis));
  await admin.acl("SETUSER", USER.name, ...ALL_RIGHTS);
  const context = await browser.newContext();
  stack.defer(() => context.close());

  const members: Member[] = [];
  for (let index = 0; index < (options.servers ?? 2); index++) {
    const cables = {
      redis: stack.use(startTcpProxy(`http://127.0.0.1:${port}`)),
      database: stack.use(startTcpProxy(`http://127.0.0.1:${new URL(databaseUrl).port}`)),
    };
    const settings = { ...settingsOf(cables, databaseUrl), ...options.settingsOf?.(index) };
    const andon = stack.use(await startAndon(settings));
    const screens = stack.use(startTcpProxy(andon.url));
    members.push({ andon, cables: { ...cables, screens }, ...(await openScreens(context, screens.url)) });
  }
  const all = members.flatMap(({ screens }) => screens);
  stack.defer(async () => void (await Promise.all(all.map((screen) => screen.close()))));

  const machine = await register(members[0]!.andon, "Press-1");
  let targets: readonly Member[] = members;
  let turn = 0;
  const reporter = startReporter(() => targets[turn++ % targets.length]!.andon, machine);
  await until(() => all.every((screen) => screen.isLive()), "every screen is live");
  await reporter.report();
  await until(() => all.every(({ shown }) => shown.has(reporter.accepted[0]!)), "the first is everywhere");
  await watchWell(members).settled();

  let goneAt = 0;
  let well: WellWatch | undefined;
  const open = stack.move();
  return {
    ...{ members, redis, admin, databaseUrl, ...reporter },
    postgres() {
      if (!own) throw new Error("This cluster has no PostgreSQL of its own");
      return own;
    },
    roles: () => rolesOf(members),
    reportTo: (chosen) => void (targets = chosen),
    publish: (everyMs) => publishing(redis, { machine, accepted: reporter.accepted, everyMs }),
    watch: (healthy) => watchHealthy(healthy, reporter.accepted),
    ended() {
      goneAt = Date.now();
      well = watchWell(members);
    },
    async result(more) {
      if (!well) throw new Error("The cause has not ended");
      const wellAfter = ((await well.settled()) - goneAt) / 1000;
      const result = await resultOf(members[0]!.andon, all, reporter.accepted, { goneAt });
      return { ...result, ...more, liveAfterSeconds: Math.max(result.liveAfterSeconds, wellAfter) };
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

function settingsOf(cables: Omit<Member["cables"], "screens">, databaseUrl: string): Settings {
  const database = new URL(databaseUrl);
  database.port = new URL(cables.database.url).port;
  const { host } = new URL(cables.redis.url);
  return {
    LOG_LEVEL: "info",
    DATABASE_URL: database.href,
    REDIS_URL: `redis://${USER.name}:${USER.password}@${host}`,
  };
}

async function openScreens(context: BrowserContext, url: string) {
  const page = await openScreen(context, `${url}/anomalies`);
  return { page, screens: [page, openProgram(url)] };
}

async function rolesOf(members: readonly Member[]) {
  const since = ({ andon }: Member) => leaderSince(andon);
  await eventually(() => members.some((member) => since(member) > 0), "a server judges");
  const [leader, ...others] = members.toSorted((a, b) => since(b) - since(a));
  return { leader: leader!, others };
}

type Publishing = { machine: string; accepted: string[]; everyMs: number };

function publishing(redis: TestRedis, { machine, accepted, everyMs }: Publishing) {
  let isGoing = true;
  const ended = (async () => {
    using program = joinRedis(redis);
    while (isGoing) {
      const anomaly_id = `elsewhere-${crypto.randomUUID()}`;
      const timestamp = new Date().toISOString();
      const event = { event_type: "anomaly_detected", anomaly_id, machine_id: machine, metric: "oil_c" };
      const alarm = { ...event, value: 91, severity: "warning", timestamp, reason: anomaly_id };
      await program.publish("anomaly.detected", JSON.stringify(alarm));
      accepted.push(anomaly_id);
      await Bun.sleep(everyMs);
    }
  })();
  return () => {
    isGoing = false;
    return ended;
  };
}
