/**
 * `bun run flood [--rate 500] [--seconds 10]`: anomalies by HTTP, as fast as asked, to watch a board under
 * load.
 */
import { parseArgs } from "node:util";

const USAGE = "Usage: bun run flood [--rate 500] [--seconds 10]   (ANDON_URL says where Andon is)";
const URL_DEFAULT = "http://127.0.0.1:8080";
const EXIT_USAGE = 64;
/** More than this under way means that the server does not keep up: then the flood waits for it. */
const UNDER_WAY_AT_MOST = 64;
const ACCEPTED = "events accepted";
const SEVERITIES = ["normal", "warning", "warning", "critical"] as const;

let lastAt = 0;
const { rate, seconds } = argumentsOrExit(process.argv.slice(2));
const api = `${(process.env["ANDON_URL"] || URL_DEFAULT).replace(/\/+$/, "")}/api/v1`;
await flood().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});

async function flood() {
  const machines = await machineIds();
  const underWay = new Set<Promise<void>>();
  const answers = new Map<string, number>();
  const began = performance.now();
  for (let sent = 0; sent < rate * seconds; sent++) {
    const due = began + (1000 * sent) / rate;
    if (due > performance.now()) await Bun.sleep(due - performance.now());
    if (underWay.size >= UNDER_WAY_AT_MOST) await Promise.race(underWay);
    const call = report(machines[sent % machines.length]!, sent)
      .then((answer) => void answers.set(answer, (answers.get(answer) ?? 0) + 1))
      .finally(() => underWay.delete(call));
    underWay.add(call);
  }
  await Promise.all(underWay);
  const took = ((performance.now() - began) / 1000).toFixed(1);
  console.log([...answers].map(([answer, count]) => `${count} ${answer}`).join(", "), `in ${took} s`);
  if (!answers.has(ACCEPTED)) process.exitCode = 1;
}

async function machineIds(): Promise<string[]> {
  const answer = await fetch(`${api}/machines`).catch((error: Error) => {
    throw new Error(`Cannot reach ${api}: ${error.message} (ANDON_URL says where Andon is)`, {
      cause: error,
    });
  });
  const machines = (await answer.json()) as { id: string }[];
  if (machines.length === 0) throw new Error("There is no machine to report of: register one first");
  return machines.map(({ id }) => id);
}

/** The outcome of one report, in a word. */
async function report(machine_id: string, number: number): Promise<string> {
  // The same machine and instant would be the same anomaly.
  lastAt = Math.max(Date.now(), lastAt + 1);
  const body = {
    machine_id,
    detected_at: new Date(lastAt).toISOString(),
    anomaly_type: "spike",
    severity: SEVERITIES[number % SEVERITIES.length],
    metric_name: "power_kw",
    metric_value: 50 + (number % 40),
    expected_value: 48,
  };
  const headers = { "content-type": "application/json" };
  try {
    const answer = await fetch(`${api}/anomaly/create`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    const said = await answer.text();
    return answer.ok ? ACCEPTED : `refused with ${answer.status}: ${said.slice(0, 200)}`;
  } catch {
    return "not answered";
  }
}

function argumentsOrExit(argv: string[]): { rate: number; seconds: number } {
  try {
    const { values } = parseArgs({
      args: argv,
      options: { rate: { type: "string", default: "500" }, seconds: { type: "string", default: "10" } },
    });
    const [rate, seconds] = [Number(values.rate), Number(values.seconds)];
    if (!(rate > 0 && rate <= 100_000))
      throw new Error(`--rate ${values.rate} is not possible: give events a second`);
    if (!(seconds > 0 && seconds <= 86_400))
      throw new Error(`--seconds ${values.seconds} is not possible: give a time`);
    return { rate, seconds };
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(EXIT_USAGE);
  }
}
