import type { BaselineModel } from "../../domain/training/baseline";
import { isUnderWay, type TrainingJob } from "../../domain/training/job";
import { trainingEvent } from "../../domain/training/job_event";
import { subjectOf } from "../../domain/audit/actions";
import type { By } from "../../people/actor";
import { appendAudit, type AuditChange, byWhom } from "../audit/append";
import type { Context, Sql } from "../db/database";
import { Conflict } from "../errors";
import { addModel } from "./models";
import { putInOutbox } from "../events/outbox";

/**
 * Training jobs. Each change of one, the event about it and the audit entry of a person's are one
 * transaction.
 */
export type JobStore = {
  /** Keeps a new job, without an event. @throws {Conflict} when its machine has one that has not ended. */
  add(job: TrainingJob, by?: By): Promise<void>;
  /**
   * False when the job has ended meanwhile: an ended job stays ended, and no event is recorded.
   * @param cancelledBy who ended it, if somebody did
   */
  save(job: TrainingJob, cancelledBy?: By): Promise<boolean>;
  /**
   * Saves the finished job and its model, which becomes the machine's active one. Undefined, and no
   * model saved, when the job has ended meanwhile.
   */
  complete(
    job: TrainingJob,
    model: Omit<BaselineModel, "version" | "is_active">,
  ): Promise<TrainingJob | undefined>;
  /** Marks these jobs as still being worked on. */
  touch(ids: string[]): Promise<void>;
  find(id: string): Promise<TrainingJob | undefined>;
  /** Newest first. */
  list(query: JobQuery): Promise<TrainingJob[]>;
  /** Unfinished jobs, oldest first; with `before` only those that no server has touched since. */
  underWay(before?: number): Promise<TrainingJob[]>;
};

/** An empty list of machines is no condition. */
type JobQuery = { machineIds?: readonly string[]; limit: number };

type Row = { json: string };

/** Implements `JobStore`; each change and its event are one transaction. */
export function jobStore(context: Context): JobStore {
  const { now } = context;
  const { read, write } = context.database;

  function save(job: TrainingJob, cancelledBy?: By) {
    return write(async (tx) => {
      if (!(await put(tx, context, job))) return false;
      await putInOutbox(tx, context, [trainingEvent(job)]);
      if (cancelledBy) await appendAudit(tx, cancelEntry(job, now(), cancelledBy));
      return true;
    });
  }

  function complete(job: TrainingJob, model: Omit<BaselineModel, "version" | "is_active">) {
    return write(async (tx) => {
      if (!(await put(tx, context, job))) return undefined;
      const kept = await addModel(tx, model);
      const done: TrainingJob = { ...job, model_id: kept.id, model_version: kept.version };
      await tx`update training_jobs set json = ${JSON.stringify(done)} where id = ${job.id}`;
      await putInOutbox(tx, context, [trainingEvent(done)]);
      return done;
    });
  }

  async function find(id: string) {
    const [row] = await read<Row[]>`select json from training_jobs where id = ${id}`;
    return row && jobOf(row);
  }

  async function list({ machineIds = [], limit }: JobQuery) {
    const ofMachines = read`where machine_id in ${read([...machineIds])}`;
    const rows = await read<Row[]>`
      select json from training_jobs ${machineIds.length === 0 ? read`` : ofMachines}
      order by created_at desc, id desc limit ${limit}`;
    return rows.map(jobOf);
  }

  async function underWay(before = Number.MAX_SAFE_INTEGER) {
    const rows = await read<Row[]>`
      select json from training_jobs where is_open = 1 and touched_at < ${before} order by created_at, id`;
    return rows.map(jobOf);
  }

  async function touch(ids: string[]) {
    if (ids.length === 0) return;
    await write(
      (tx) => tx`update training_jobs set touched_at = ${now()} where id in ${tx(ids)} and is_open = 1`,
    );
  }

  return { add: (job, by) => add(context, job, by), save, complete, find, list, underWay, touch };
}

function add({ database, now }: Context, job: TrainingJob, by: By | undefined): Promise<void> {
  return database.write(async (tx) => {
    const added = await tx<unknown[]>`
      insert into training_jobs (id, machine_id, is_open, created_at, touched_at, json)
      values (
        ${job.id}, ${job.machine_id}, ${Number(isUnderWay(job))}, ${job.created_at}, ${now()}, ${JSON.stringify(job)})
      on conflict do nothing returning id`;
    if (added.length > 0) return appendAudit(tx, startEntry(job, now(), by));
    const [other] = await tx<{ id: string }[]>`
      select id from training_jobs where machine_id = ${job.machine_id} and is_open = 1`;
    const machine = job.machine_name ?? job.machine_id;
    throw new Conflict(
      `Cannot train ${machine}: its job ${other?.id ?? job.id} has not ended; wait for it or cancel it`,
    );
  });
}

function startEntry(
  { id, machine_id, from, to, seconds, drivers }: TrainingJob,
  at: number,
  by?: By,
): AuditChange {
  const after = { machine_id, from, to, seconds, drivers };
  return { ...byWhom(by), at, action: "training.start", subject: subjectOf("job", id), before: null, after };
}

function cancelEntry({ id, machine_id, status }: TrainingJob, at: number, by: By): AuditChange {
  const after = { machine_id, status };
  return {
    ...by,
    at,
    action: "training.cancel",
    subject: subjectOf("job", id),
    before: { status: "under way" },
    after,
  };
}

/** Saves a job; false when it had ended: an ended job is never reopened. */
async function put(tx: Sql, { now }: Context, job: TrainingJob): Promise<boolean> {
  const [open, json] = [Number(isUnderWay(job)), JSON.stringify(job)];
  const saved = await tx<unknown[]>`
    update training_jobs set is_open = ${open}, touched_at = ${now()}, json = ${json}
    where id = ${job.id} and is_open = 1 returning id`;
  return saved.length > 0;
}

function jobOf({ json }: Row): TrainingJob {
  return JSON.parse(json) as TrainingJob;
}
