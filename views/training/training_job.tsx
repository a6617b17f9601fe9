import { formatFixed, formatValue } from "../../src/domain/machine/metric";
import {
  isUnderWay,
  TRAINING_STEPS,
  type TrainingJob,
  type TrainingStep,
  verdictOfJob,
} from "../../src/domain/training/job";
import { text } from "../../src/words/text";
import { elementId } from "../shared/element_id";
import { ToneIcon } from "../shared/icons";
import { Instant, sortKey } from "../shared/time";

const words = text.training;

/** The form of the cancel buttons of all jobs. */
export const CANCEL_FORM = "cancel-training";

/** The element id of a job. */
export function jobId(id: string): string {
  return elementId("job", id);
}

/** One training: its progress, or its result. */
export function TrainingJobItem({ job, timezone }: { job: TrainingJob; timezone: string }) {
  return (
    <li
      id={jobId(job.id)}
      class="job"
      data-training-job={job.id}
      data-status={job.status}
      data-key={sortKey(job.created_at)}
    >
      <header>
        {isUnderWay(job) ? null : <ToneIcon tone={isReliable(job) ? "success" : "warning"} />}
        <h3>
          <bdi>{job.machine_name ?? job.machine_id ?? text.unknown}</bdi>
        </h3>
        <span class="mode">{words.status[job.status]}</span>
        <Instant at={job.created_at} timezone={timezone} />
      </header>
      {isUnderWay(job) && <Progress job={job} />}
      {job.error !== null && <p class="note">{job.error}</p>}
      {job.status === "completed" && <Results job={job} />}
    </li>
  );
}

/** A training that ended with a model that explains nothing is no success. */
function isReliable(job: TrainingJob): boolean {
  return job.status === "completed" && verdictOfJob(job) !== "poor";
}

function Progress({ job }: { job: TrainingJob }) {
  const percent = Math.round(job.progress_pct);
  return (
    <>
      <progress max="100" value={percent} aria-label={words.progressOf(percent)} />
      <ol class="steps">
        {TRAINING_STEPS.map((step) => (
          <li data-step={step} data-state={stateOf(step, job.step)}>
            {words.steps[step]}
          </li>
        ))}
      </ol>
      <footer>
        <p>{job.message ?? words.begins}</p>
        <button
          type="submit"
          form={CANCEL_FORM}
          name="job"
          value={job.id}
          aria-label={words.cancelOf(job.machine_name)}
        >
          {words.cancel}
        </button>
      </footer>
    </>
  );
}

function stateOf(step: TrainingStep, now: TrainingStep | null): "done" | "now" | "ahead" {
  const [place, at] = [TRAINING_STEPS.indexOf(step), now === null ? -1 : TRAINING_STEPS.indexOf(now)];
  return place < at ? "done" : place === at ? "now" : "ahead";
}

function Results({ job }: { job: TrainingJob }) {
  const figure = (name: string) => {
    const value = job.metrics?.[name];
    return typeof value === "number" ? value : null;
  };
  return (
    <>
      <p class="formula">
        {verdictOfJob(job) !== "good" && <b>{words.verdict[verdictOfJob(job)]} </b>}
        {job.message}
      </p>
      <dl>
        <Figure name={words.version} value={formatValue(job.model_version)} />
        <Figure name={words.heldOut} value={digits(figure("held_out_r_squared"))} />
        <Figure name={words.trained} value={digits(figure("r_squared"))} />
        <Figure name={words.rmse} value={text.quantity(figure("rmse"), "kWh")} />
        <Figure name={words.mae} value={text.quantity(figure("mae"), "kWh")} />
        <Figure name={words.rows} value={formatValue(figure("training_samples"))} />
      </dl>
      <p class="small">{words.detectorOn}</p>
      <dl>
        <Figure name={words.accuracy} value={share(figure("accuracy"))} />
        <Figure name={words.precision} value={share(figure("precision"))} />
        <Figure name={words.recall} value={share(figure("recall"))} />
        <Figure name={words.f1} value={share(figure("f1_score"))} />
      </dl>
    </>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

const digits = (value: number | null) => (value === null ? text.unknown : formatFixed(value, 3));
const share = (value: number | null) => (value === null ? text.unknown : `${Math.round(value * 100)} %`);
