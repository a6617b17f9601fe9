import type { TrainingJob } from "../../src/domain/training/job";
import type { ModelSummary } from "../../src/live/components/pages/training_jobs";
import type { Site } from "../../src/http/page_context";
import { Layout } from "../layout/layout";
import { ModelRow } from "./model_row";
import { CANCEL_FORM, TrainingJobItem } from "./training_job";
import { text } from "../../src/words/text";
import { TableHead } from "../shared/table_head";

const words = text.training;

type TrainingProps = {
  site: Site;
  machines: { id: string; name: string }[];
  jobs: TrainingJob[];
  models: ModelSummary[];
  /** The reason why a requested training has not started. */
  refusal?: string;
};

/** Trainings of energy baselines, running and finished, and the active baselines. */
export function TrainingPage({ site, machines, jobs, models, refusal }: TrainingProps) {
  return (
    <Layout site={site} title={words.title}>
      <section class="panel" aria-labelledby="training-title">
        <header>
          <h2 id="training-title">{words.title}</h2>
          {site.may("configure") && <StartForm site={site} machines={machines} />}
        </header>
        {refusal && (
          <p class="note" role="alert">
            {refusal}
          </p>
        )}
        <CancelForm site={site} />
        <ol id="training-jobs" data-none={words.noJobs}>
          {jobs.map((job) => (
            <TrainingJobItem job={job} timezone={site.timezone} />
          ))}
        </ol>
      </section>
      <section class="panel" aria-labelledby="models-title">
        <h2 id="models-title">{words.models}</h2>
        <ModelTable site={site} models={models} />
      </section>
    </Layout>
  );
}

function StartForm({ site, machines }: Pick<TrainingProps, "site" | "machines">) {
  return (
    <form class="filters" method="post" action={`${site.base}/training/start`}>
      <label>
        {words.machine}
        <select name="machine" required>
          {machines.map(({ id, name }) => (
            <option value={id}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        {words.drivers}
        <input name="drivers" maxlength={2000} autocomplete="off" placeholder={words.driversHint} />
      </label>
      <button type="submit">{words.start}</button>
    </form>
  );
}

function CancelForm({ site }: Pick<TrainingProps, "site">) {
  const url = `${site.base}/training/cancel`;
  return <form id={CANCEL_FORM} method="post" action={url} hx-post={url} hx-swap="none" hidden />;
}

function ModelTable({ site, models }: Pick<TrainingProps, "site" | "models">) {
  return (
    <table class="models" aria-labelledby="models-title">
      <TableHead columns={words.columns} />
      <tbody id="model-rows" data-none={words.noModels}>
        {models.map((model) => (
          <ModelRow model={model} timezone={site.timezone} />
        ))}
      </tbody>
    </table>
  );
}
