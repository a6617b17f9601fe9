import { Kpi, KPI_NAMES } from "../../../views/board/kpis";
import { type Fragment, replaceById } from "../fragment";
import type { Component } from "./component";
import type { LiveView } from "./components";

/** The figures over the board: at each tick those that have changed. */
export function createKpis({ kpis }: Pick<LiveView, "kpis">) {
  const drawn = new Map<string, string>();

  function drawAll(): Fragment[] {
    const figures = kpis.figures();
    return KPI_NAMES.map((name) =>
      replaceById(`kpi-${name}`, String(<Kpi name={name} figures={figures} />), null),
    );
  }

  return {
    pages: ["board", "kiosk"],
    tick() {
      const changed = drawAll().filter(({ id, html }) => drawn.get(id) !== html);
      for (const { id, html } of changed) drawn.set(id, html);
      return changed;
    },
    snapshot: drawAll,
  } satisfies Component;
}
