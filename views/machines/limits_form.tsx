import { unitOf } from "../../src/domain/machine/metric";
import type { Site } from "../../src/http/page_context";
import { text } from "../../src/words/text";
import { Reserved } from "../shared/reserved";

const words = text.limits;

/** The bounds of a metric, as fields of the form. */
export const BOUNDS = ["low", "high", "rate_per_minute", "flat_minutes", "silent_minutes"] as const;
/** How a limit is left and for how long it has to be broken or kept: closed until somebody sets one. */
export const FINE = ["clears_at", "dead_band", "on_delay_seconds", "off_delay_seconds"] as const;
type Bound = (typeof BOUNDS | typeof FINE)[number];

/** The fields of a metric as they were typed; "" is not set. */
export type LimitLine = { metric: string; severity: string; modes: string } & Record<Bound, string>;
export type LimitsTyped = { lines: LimitLine[]; silent_minutes: string };

type LimitsFormProps = {
  site: Site;
  machineId: string;
  action: string;
  back: string;
  typed: LimitsTyped;
  errors: readonly string[];
};

/**
 * The limits of a machine, a line for each metric. The last line, without a metric, is for one not yet known.
 */
export function LimitsForm({
  site,
  machineId,
  action,
  back,
  typed: { lines, silent_minutes },
  errors,
}: LimitsFormProps) {
  return (
    <form class="limits" method="post" action={action}>
      {errors.length > 0 && (
        <div class="refused" role="alert" tabindex={-1} autofocus>
          <ul>
            {errors.map((error) => (
              <li>{error}</li>
            ))}
          </ul>
        </div>
      )}
      <Reserved site={site} needs="configure">
        <fieldset>
          <legend>{words.silence}</legend>
          <Field label={words.silent} name="silent_minutes" value={silent_minutes} />
        </fieldset>
        {lines.map((line, index) =>
          line.metric || site.may("configure") ? (
            <Line machineId={machineId} line={line} index={index} />
          ) : null,
        )}
      </Reserved>
      <p>
        {site.may("configure") && <button type="submit">{text.machines.save}</button>}
        <a class="button" href={back}>
          {text.machines.cancel}
        </a>
      </p>
    </form>
  );
}

function Line({ machineId, line, index }: { machineId: string; line: LimitLine; index: number }) {
  const { metric, severity } = line;
  const unit = unitOf(metric, machineId);
  return (
    <fieldset>
      <legend>{metric ? text.metric(metric, machineId) : words.another}</legend>
      {metric ? (
        <input type="hidden" name={`metric.${index}`} value={metric} />
      ) : (
        <Field label={words.metric} name={`metric.${index}`} value="" free />
      )}
      {BOUNDS.map((bound) => (
        <Field label={words.bound[bound](unit)} name={`${bound}.${index}`} value={line[bound]} />
      ))}
      <details open={line.modes !== "" || FINE.some((bound) => line[bound] !== "")}>
        <summary>{words.more}</summary>
        {FINE.map((bound) => (
          <Field label={words.bound[bound](unit)} name={`${bound}.${index}`} value={line[bound]} />
        ))}
        <Field label={words.modes} name={`modes.${index}`} value={line.modes} free />
      </details>
      <label>
        {words.severity}
        <select name={`severity.${index}`}>
          {(["warning", "critical"] as const).map((value) => (
            <option value={value} selected={value === severity}>
              {text.severity[value]}
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  );
}

type FieldProps = { label: string; name: string; value: string; free?: boolean };

function Field({ label, name, value, free = false }: FieldProps) {
  return (
    <label>
      {label}
      <input
        name={name}
        value={value}
        inputmode={free ? undefined : "decimal"}
        maxlength={80}
        autocomplete="off"
      />
    </label>
  );
}
