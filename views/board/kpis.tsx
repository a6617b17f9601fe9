import { formatFixed, formatValue } from "../../src/domain/machine/metric";
import type { KpiFigures } from "../../src/live/state/kpi_tracker";
import { text } from "../../src/words/text";

export const KPI_NAMES = ["power", "energy", "cost", "alarms", "seen", "answered"] as const;
type KpiName = (typeof KPI_NAMES)[number];

/** The key figures above the board. */
export function Kpis({ figures }: { figures: KpiFigures }) {
  return (
    <dl class="kpis" aria-label={text.board.kpi.label}>
      {KPI_NAMES.map((name) => (
        <Kpi name={name} figures={figures} />
      ))}
    </dl>
  );
}

/** One key figure, replaced by its id `kpi-<name>`. */
export function Kpi({ name, figures }: { name: KpiName; figures: KpiFigures }) {
  const { value, unit } = CONTENT[name](figures);
  const over = name === "alarms" && figures.alarmsTenMinutes > figures.alarmLimit;
  return (
    <div id={`kpi-${name}`} data-over={over ? "" : undefined}>
      <dt>{text.board.kpi[name]}</dt>
      <dd>
        {value} <small>{unit}</small>
      </dd>
    </div>
  );
}

const CONTENT: Record<KpiName, (figures: KpiFigures) => { value: string; unit: string }> = {
  power: ({ powerKw }) => ({ value: tenths(powerKw), unit: "kW" }),
  energy: ({ energyTodayKwh }) => ({ value: formatValue(energyTodayKwh), unit: "kWh" }),
  cost: ({ costToday, currency }) => ({ value: formatValue(costToday), unit: text.currencySign(currency) }),
  alarms: ({ alarmsTenMinutes, alarmLimit, systemTenMinutes }) => ({
    value: String(alarmsTenMinutes),
    unit: text.board.kpi.alarmsOf(alarmLimit, systemTenMinutes),
  }),
  seen: ({ seenAfterMs }) => ({
    value: seenAfterMs === null ? text.unknown : (seenAfterMs / 1000).toFixed(2),
    unit: "s",
  }),
  answered: ({ answeredAfterMs }) => ({
    value: answeredAfterMs === null ? text.unknown : text.minutesAndSeconds(answeredAfterMs),
    unit: "min",
  }),
};

function tenths(value: number | null): string {
  return value !== null && Math.abs(value) < 1000 ? formatFixed(value, 1) : formatValue(value);
}
