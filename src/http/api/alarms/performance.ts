import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { linesOf } from "../../../alarms/performance/targets";
import { iso } from "../../../domain/iso";
import { areaNamed } from "../../asked_machines";
import { refuse, unknownArea } from "../../error_response";
import { type Performance, type PerformanceDeps, performanceOf, performanceQuery } from "../../performance";
import { query } from "../../validation";

/** The performance of the alarms over a period, beside the targets of ISA-18.2 and EEMUA 191, as JSON. */
export function performanceRoutes(deps: PerformanceDeps) {
  return new Hono().get(
    "/",
    describeRoute({ summary: "How alarms perform, beside the targets of ISA-18.2 and EEMUA 191" }),
    query(performanceQuery),
    async (c) => {
      const filter = c.req.valid("query");
      const { area, shift } = filter;
      if (area !== undefined && !(await areaNamed(deps, area))) return unknownArea(c, area);
      if (shift !== undefined && !deps.site.inForce().shifts.shifts.some(({ name }) => name === shift))
        return refuse(c, 404, `There is no shift ${JSON.stringify(shift)}: GET /api/v1/site lists them`);
      return c.json(performanceJson(deps, await performanceOf(deps, filter)));
    },
  );
}

function performanceJson(
  { machineRegistry }: PerformanceDeps,
  { filter, area, period, figures }: Performance,
) {
  const { acknowledged, priorities, frequent, bars } = figures;
  return {
    period: filter.period,
    ...{ first_date: period.first, last_date: period.last, from: iso(period.from), to: iso(period.to) },
    ...{
      area_id: area?.id ?? null,
      shift: filter.shift ?? null,
      observed_seconds: figures.observedMs / 1000,
    },
    ...{ alarms: figures.count, suppressed: figures.suppressed, shelved: figures.shelved },
    ...{ floods: figures.floods, stale: figures.stale.count, acknowledged: acknowledged.count },
    figures: linesOf(figures),
    priorities,
    frequent: frequent.map(({ machineId, ...same }) => ({
      machine_id: machineId,
      machine_name: (machineId && machineRegistry.find(machineId)?.name) ?? machineId,
      ...same,
    })),
    bars: bars.map(({ from, count }) => ({ from: iso(from), count })),
  };
}
