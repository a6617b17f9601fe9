import { type Context, Hono } from "hono";
import { setCookie } from "hono/cookie";
import { z } from "zod";
import { AnomaliesPage } from "../../views/anomalies";
import { type AlarmQuery, Conflict, type History } from "../history/history";
import { ALARM_STATES, SEVERITIES } from "../model/alarm";
import { query } from "./door";
import { ANSWERS_AS, type House, ROWS_ON, siteFor } from "./pages";
import { refuse, unknownMachine } from "./refusal";
import { acceptAsNormal, callFalse, type VerdictDeps } from "./verdicts";

const YEAR_SECONDS = 31_536_000;
const NOBODY = "Board";

/** A form sends empty fields for what was not chosen. A person who has changed an address is shown all, not an error. */
const chosen = <T extends z.ZodType>(schema: T) =>
  z.union([z.literal("").transform(() => undefined), schema]).optional();

const filterQuery = z.object({
  machine: chosen(z.string()).catch(undefined),
  severity: chosen(z.enum(SEVERITIES)).catch(undefined),
  state: chosen(z.enum(ALARM_STATES)).catch(undefined),
  offset: z.coerce.number().int().min(0).catch(0).default(0),
});

type Deps = VerdictDeps & { house: House; history: Pick<History, "alarms"> };

export function anomaliesRoutes(deps: Deps) {
  const {
    house,
    history: { alarms },
    directory,
    now,
    announceSoon,
  } = deps;

  /** What the button that was pressed asks for; a response when it is refused. */
  async function answer(c: Context, pressed: (name: string) => string, by: string) {
    const machineId = pressed("accept_as_normal");
    if (machineId) {
      const machine = directory.find(machineId);
      if (!machine) return unknownMachine(c, machineId);
      const accepted = await acceptAsNormal(c, deps, machine, by);
      return accepted.ok ? undefined : accepted;
    }
    const falseId = pressed("false_alarm");
    const id = falseId || pressed("acknowledge");
    const alarm = falseId ? await callFalse(deps, id, { by }) : await alarms.acknowledge(id, { by }, now());
    if (!alarm) return refuse(c, 404, `There is no alarm ${JSON.stringify(id)}`);
    announceSoon();
  }

  const size = ROWS_ON.anomalies ?? 0;
  return new Hono()
    .get("/", query(filterQuery), async (c) => {
      const { offset, machine, severity, state } = c.req.valid("query");
      const isFirst = offset === 0 && !machine && !severity && !state;
      // Only the first page of all alarms is live; a filtered or older page would fill with what it left out.
      const site = siteFor(house, c, isFirst ? "anomalies" : "plain", "anomalies");
      const asked = { machineIds: machine ? [machine] : undefined, severity, states: state && [state] };
      const listed: AlarmQuery = { ...asked, limit: size, offset };
      const [rows, total] = await Promise.all([
        isFirst ? alarms.board(size) : alarms.list(listed),
        alarms.count(asked),
      ]);
      return c.html(
        <AnomaliesPage
          site={site}
          alarms={rows}
          filter={{ machine, severity, state }}
          machines={directory.all()}
          paging={{ offset, size, total }}
        />,
      );
    })
    .post("/answer", async (c) => {
      const form = await c.req.parseBody();
      const by = String(form.by ?? "")
        .trim()
        .slice(0, 80);
      const refused = await answer(c, (name) => String(form[name] ?? ""), by || NOBODY);
      if (refused) return refused;
      if (by)
        setCookie(c, ANSWERS_AS, by, {
          path: house.base || "/",
          maxAge: YEAR_SECONDS,
          sameSite: "Lax",
          httpOnly: true,
        });
      return isFromHtmx(c.req.header("hx-request"))
        ? c.body(null, 204)
        : c.redirect(cameFrom(c.req.header("referer"), house.base));
    })
    .onError((error, c) => {
      if (error instanceof Conflict) return refuse(c, 409, error.message);
      throw error;
    });
}

const isFromHtmx = (header: string | undefined) => header === "true";

/** The page that a form was sent from, as a path of ours: never another site. */
function cameFrom(referer: string | undefined, base: string): string {
  const url = URL.parse(referer ?? "");
  // Two slashes at the start would name another host.
  return url ? url.pathname.replace(/^\/+/, "/") + url.search : `${base}/`;
}
