import type { CatalogueChange } from "../alarms/catalogue/change";
import { LIMIT_COLUMNS } from "../alarms/catalogue/csv/columns";
import { type Guidance, GUIDANCE_FIELDS, type GuidanceScope } from "../domain/alarm/guidance";
import type { Limits } from "../domain/alarm/machine_limits";

/** A field that a change changes; null is not set. */
export type FieldChange = {
  scope: GuidanceScope;
  of: "guidance" | "limit";
  field: string;
  before: string | null;
  after: string | null;
};

/** A change field by field, as people look at it. */
export function fieldChanges({ guidance, limits }: CatalogueChange): FieldChange[] {
  return [
    ...limits.flatMap(({ machine_id, before, after }) => limitFields(machine_id, before, after)),
    ...guidance.flatMap(({ scope, before, after }) => {
      const [was, is] = [before ?? {}, after ?? {}] as [Guidance, Guidance];
      return GUIDANCE_FIELDS.flatMap((field) => changed(scope, "guidance", field, was[field], is[field]));
    }),
  ];
}

function limitFields(machine_id: string, before: Limits, after: Limits): FieldChange[] {
  const metrics = new Set([...before.metrics, ...after.metrics].map(({ metric }) => metric));
  const ofMetrics = [...metrics].flatMap((metric) => {
    const [was, is] = [before, after].map(({ metrics }) => metrics.find((limit) => limit.metric === metric));
    return LIMIT_COLUMNS.flatMap((field) =>
      changed({ machine_id, metric }, "limit", field, was?.[field], is?.[field]),
    );
  });
  const silence = [before.silent_minutes, after.silent_minutes] as const;
  return [...changed({ machine_id }, "limit", "silent_minutes", ...silence), ...ofMetrics];
}

function changed(
  scope: GuidanceScope,
  of: FieldChange["of"],
  field: string,
  before: unknown,
  after: unknown,
): FieldChange[] {
  const [was, is] = [textOf(before), textOf(after)];
  return was === is ? [] : [{ scope, of, field, before: was, after: is }];
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return Array.isArray(value) ? value.join(", ") : String(value);
}
