/** The metric settings that people made, as JSON; the scope is the plant, a type of machines or a machine. */
export function metricSettings(): readonly string[] {
  return [
    `create table metric_settings (
      scope text not null, metric text not null, json text not null, primary key (scope, metric))`,
  ];
}
