import { ALARM_STATES, type Alarm, SEVERITIES } from "../src/model/alarm";
import type { AlarmFilter, Site } from "./board_data";
import { Layout } from "./layout";
import { AlarmTable, AlarmTotal, AnswersAs, MoreLine } from "./parts/alarm_table";
import { text } from "./text";

type Paging = { offset: number; size: number; total: number };

type AnomaliesProps = {
  site: Site;
  alarms: Alarm[];
  filter: AlarmFilter;
  machines: { id: string; name: string }[];
  paging: Paging;
};

/** Every alarm there was, newest first, narrowed by machine, severity and state. */
export function AnomaliesPage({ site, alarms, filter, machines, paging }: AnomaliesProps) {
  const url = `${site.base}/anomalies`;
  return (
    <Layout site={site} title={text.alarms.title}>
      <section class="panel" aria-labelledby="alarms-title">
        <header>
          <h2 id="alarms-title">{text.alarms.title}</h2>
          <AnswersAs name={site.answersAs} />
        </header>
        <Filters url={url} filter={filter} machines={machines} />
        <AlarmTable alarms={alarms} timezone={site.timezone} fill={paging.size} />
        <AlarmTotal total={paging.total - paging.offset} />
        <Pages url={url} filter={filter} paging={paging} shown={alarms.length} />
      </section>
    </Layout>
  );
}

type FiltersProps = { url: string; filter: AlarmFilter; machines: AnomaliesProps["machines"] };

function Filters({ url, filter, machines }: FiltersProps) {
  const severities = SEVERITIES.map((value) => ({ value, label: text.severity[value] }));
  const states = ALARM_STATES.map((value) => ({ value, label: text.state[value] }));
  return (
    <form class="filters" method="get" action={url}>
      <Choice
        name="machine"
        chosen={filter.machine}
        options={machines.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Choice name="severity" chosen={filter.severity} options={severities} />
      <Choice name="state" chosen={filter.state} options={states} />
      <button type="submit">{text.filter.apply}</button>
      <a href={url}>{text.filter.reset}</a>
    </form>
  );
}

type ChoiceProps = {
  name: keyof AlarmFilter;
  chosen: string | undefined;
  options: { value: string; label: string }[];
};

function Choice({ name, chosen, options }: ChoiceProps) {
  return (
    <label>
      {text.filter[name]}
      <select name={name}>
        <option value="">{text.filter.all}</option>
        {options.map(({ value, label }) => (
          <option value={value} selected={value === chosen}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

type PagesProps = { url: string; filter: AlarmFilter; paging: Paging; shown: number };

function Pages({ url, filter, paging: { offset, size, total }, shown }: PagesProps) {
  const left = total - offset - shown;
  return (
    <nav class="paging" aria-label={text.paging.label}>
      {offset > 0 && <a href={pageUrl(url, filter, Math.max(0, offset - size))}>{text.paging.newer}</a>}
      {shown > 0 && <span>{text.paging.range(offset + 1, offset + shown, total)}</span>}
      <MoreLine label={text.paging.older} count={left} href={pageUrl(url, filter, offset + size)} />
    </nav>
  );
}

function pageUrl(url: string, filter: AlarmFilter, offset: number): string {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value));
  if (offset > 0) query.set("offset", String(offset));
  return query.size > 0 ? `${url}?${query}` : url;
}
