import type { TypedSpan } from "../../../../views/settings/form_parts";
import { parsePlantTime } from "../../../domain/plant_time";
import { weeklySpan } from "../../../domain/site/weekly";
import { text } from "../../../words/text";
import { type SuppressionRequest, suppressionBody } from "../../suppression_request";
import { typedSpans, typedText } from "../settings/site_form";

const words = text.suppression.problem;

export const PLAN_FORMS = ["out_of_service", "maintenance", "weekly"] as const;
export type PlanForm = (typeof PLAN_FORMS)[number];

/** A form as it was typed, or as an alarm fills it in. Times in plant time: "2026-11-28T14:30". */
export type TypedPlan = {
  form: PlanForm;
  /** "machine:ID" or "area:ID". */
  where: string;
  metric: string;
  from: string;
  until: string;
  reason: string;
  span: TypedSpan;
};

export function typedPlan(form: Record<string, unknown>): TypedPlan {
  const [span = { days: [], from: "", to: "" }] = typedSpans(form);
  return {
    form: PLAN_FORMS.find((name) => name === typedText(form, "form")) ?? "out_of_service",
    where: typedText(form, "where"),
    metric: typedText(form, "metric"),
    from: typedText(form, "from"),
    until: typedText(form, "until"),
    reason: typedText(form, "reason"),
    span,
  };
}

/** What a form asks for, or what is wrong with it. */
export function parsePlan(typed: TypedPlan, timezone: string): SuppressionRequest | { problem: string } {
  const { form, where, metric, reason } = typed;
  const colon = where.indexOf(":");
  const place = colon < 0 ? {} : { [where.slice(0, colon)]: where.slice(colon + 1) };
  const asked = { ...place, ...(metric ? { metric } : {}), ...(reason ? { reason } : {}) };
  const kind = form === "out_of_service" ? form : "maintenance";
  if (form === "weekly") {
    const weekly = weeklySpan.safeParse({ days: typed.span.days, from: typed.span.from, to: typed.span.to });
    return weekly.success ? checked({ kind, ...asked, weekly: weekly.data }) : { problem: words.days };
  }
  const [from, until] = [momentOf(typed.from, timezone), momentOf(typed.until, timezone)];
  if (typed.from && !from) return { problem: words.from };
  return until ? checked({ kind, ...asked, ...(from ? { from } : {}), until }) : { problem: words.until };
}

const momentOf = (typed: string, timezone: string) => {
  const at = typed === "" ? undefined : parsePlantTime(typed.replace(" ", "T"), timezone);
  return at === undefined ? undefined : new Date(at).toISOString();
};

function checked(asked: object): SuppressionRequest | { problem: string } {
  const { success, data, error } = suppressionBody.safeParse(asked);
  return success ? data : { problem: error.issues.map(({ message }) => message).join("; ") };
}
