import { expect } from "bun:test";
import { z } from "zod";
import { eventually, type Settings } from "../../support/andon";
import { useAndon } from "../../support/use";

/*
 * A plant as strangers have one. It reads only what every release answers, so that the same tests can be
 * asked of an earlier one (ANDON_ROOT).
 */

const API = "/api/v1";
const SECOND_MS = 1000;

const machineAnswer = z.looseObject({ id: z.string() });
const takenAnswer = z.looseObject({
  accepted: z.number().optional(),
  rejected: z.array(z.looseObject({ index: z.number(), error: z.string() })).optional(),
  dropped: z.array(z.looseObject({ metric: z.string(), reason: z.string() })).optional(),
});
const alarmAnswer = z.looseObject({
  id: z.string(),
  state: z.string(),
  severity: z.string(),
  metric_name: z.string().nullable(),
  metric_value: z.number().nullable(),
  detected_at: z.string(),
  detection_method: z.string().nullable(),
  acknowledged_by: z.string().nullish(),
  resolved_by: z.string().nullish(),
  reason: z.string().nullish(),
  contributors: z.array(z.looseObject({ metric: z.string(), value: z.number() })),
});
export type AlarmAnswer = z.infer<typeof alarmAnswer>;
const alarmsAnswer = z.looseObject({ anomalies: z.array(alarmAnswer) });
type Limit = { metric: string; severity?: string; [bound: string]: unknown };
type Metrics = Record<string, unknown>;

export const iso = (at: number) => new Date(at).toISOString();
/** One reading, so many seconds ago. */
export const reading = (machine: string, secondsAgo: number, metrics: Metrics, more: object = {}) => ({
  machine_id: machine,
  timestamp: iso(Date.now() - secondsAgo * SECOND_MS),
  metrics,
  ...more,
});
/** Readings of which the newest is of now. */
export function series(
  machine: string,
  count: number,
  metrics: (index: number) => Metrics,
  stepSeconds = 1,
  endedSecondsAgo = 0,
) {
  const end = Date.now() - endedSecondsAgo * SECOND_MS;
  return Array.from({ length: count }, (_, index) => ({
    machine_id: machine,
    timestamp: iso(end - (count - 1 - index) * stepSeconds * SECOND_MS),
    metrics: metrics(index),
  }));
}

/**
 * A plant for the tests of this block.
 * @param now by its server's clock
 */
export function usePlant(
  settings: Settings | (() => Settings | Promise<Settings>) = {},
  now = () => Date.now(),
) {
  const andon = useAndon(settings);
  let barriers = 0;

  async function machine(name: string, more: object = {}) {
    return (await andon.post(`${API}/machines`, { name, ...more }, machineAnswer)).id;
  }

  /** Sends a body, or what is to be one, and believes nothing about the answer. */
  async function post(body: unknown, type = "application/json") {
    const response = await fetch(`${andon.url}${API}/readings`, {
      method: "POST",
      headers: { "content-type": type },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, text, ...takenAnswer.parse(JSON.parse(text)) };
  }

  async function send(body: unknown) {
    const answer = await post(body);
    expect([answer.status, answer.rejected]).toEqual([202, []]);
    return answer;
  }

  async function limits(machine: string, metrics: readonly Limit[], more: object = {}) {
    const wanted = { metrics: metrics.map((limit) => ({ severity: "critical", ...limit })), ...more };
    const response = await andon.send("PUT", `${API}/machines/${encodeURIComponent(machine)}/limits`, wanted);
    expect([response.status, response.ok ? "" : await response.text()]).toEqual([200, ""]);
  }

  const listed = async (path: string) => (await andon.get(`${API}/anomaly/${path}`, alarmsAnswer)).anomalies;
  const all = (machine: string) => listed(`recent?limit=200&machine_id=${encodeURIComponent(machine)}`);
  const open = (machine: string) => listed(`active?machine_id=${encodeURIComponent(machine)}`);

  /** The open alarm on a metric, waited for. */
  const alarmOn = (machine: string, metric: string) =>
    eventually(
      async () => (await open(machine)).find(({ metric_name }) => metric_name === metric),
      `an alarm on ${metric} of ${machine}`,
    );

  /** The open alarm to which a metric contributes. */
  const alarmAbout = (machine: string, name: string) =>
    eventually(
      async () =>
        (await open(machine)).find(({ contributors }) => contributors.some(({ metric }) => metric === name)),
      `an alarm about ${name} of ${machine}`,
    );

  /** Resolves when all that was sent before is judged: judging follows the order of storing. */
  async function judged() {
    const name = `Barrier-${++barriers}`;
    const id = await machine(name);
    await limits(name, [{ metric: "barrier", high: 0 }]);
    for (const ago of [1, 0])
      await send({ machine_id: name, timestamp: iso(now() - ago * SECOND_MS), metrics: { barrier: 1 } });
    await alarmOn(id, "barrier");
  }

  /** A page without what is no text, as a person reads it. */
  const read = async (path: string) => words(await andon.text(path));
  /** The row of an alarm on a page. */
  async function row(alarm: string, path = "/") {
    const page = await andon.text(path);
    const found = new RegExp(`<tr[^>]* data-anomaly-id="${alarm}"[^]*?</tr>`).exec(page)?.[0];
    return found === undefined ? undefined : words(found);
  }
  /** The tile of a machine on the board. */
  async function tile(id: string) {
    const found = new RegExp(`<article[^>]* data-machine-id="${id}"[^]*?</article>`).exec(
      await andon.text("/"),
    );
    return words(found?.[0] ?? "");
  }

  /** The day's figures at the top of the board; a server reckons them anew when it starts. */
  async function today(isComplete: (energy: number) => boolean = () => true) {
    const read = async () => {
      const board = await andon.text("/");
      const of = (name: string) => {
        const shown = new RegExp(`id="kpi-${name}"[^]*?<dd>([^<]*)`).exec(board)?.[1]?.trim() ?? "";
        return /\d/.test(shown) ? Number(shown.replaceAll(/[^\d.-]/g, "")) : undefined;
      };
      const [energy, cost] = [of("energy"), of("cost")];
      return energy !== undefined && cost !== undefined && { energy, cost };
    };
    return eventually(async () => {
      await andon.stop();
      await andon.start();
      const figures = await eventually(read, "the day's figures");
      return isComplete(figures.energy) && figures;
    }, "what was used is booked");
  }

  return {
    alarmsAnswer,
    andon,
    machine,
    post,
    send,
    limits,
    all,
    open,
    alarmOn,
    alarmAbout,
    judged,
    read,
    row,
    tile,
    today,
  };
}

/** Text without its tags, character references and runs of blanks. */
const words = (html: string) =>
  html
    .replace(/^[^]*<main/, "<main")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/&#39;|&quot;|&amp;/g, (reference) => ({ "&#39;": "'", "&quot;": '"' })[reference] ?? "&")
    .replaceAll(/\s+/g, " ");
