import { expect, test } from "bun:test";
import { job, learned } from "../../support/training_sample";
import { NOW, onEachDatabase, openFresh } from "../../support/store";
import { Conflict } from "../../../src/store/errors";

onEachDatabase(() => {
  test("a machine has one training at a time, and may have another when that has ended", async () => {
    const { jobs, close } = await openFresh();
    await jobs.add(job());
    const other = job({ id: "j2" });
    expect(jobs.add(other)).rejects.toThrow(Conflict);
    expect(jobs.add(other)).rejects.toThrow("its job j1 has not ended");
    await jobs.add(job({ id: "j3", machine_id: "c2" })); // the guard: another machine may
    await jobs.save(job({ status: "failed", error: "no rows" }));
    await jobs.add(other);
    expect((await jobs.underWay()).map(({ id }) => id).toSorted()).toEqual(["j2", "j3"]);
    await close();
  });

  test("each change of a job is told of once, with the whole job", async () => {
    const { jobs, events, close } = await openFresh();
    await jobs.add(job());
    await jobs.save(job({ status: "running" }));
    await jobs.save(job({ status: "running", step: "learning", progress_pct: 30 }));
    await jobs.save(job({ status: "cancelled", error: "Cancelled" }));
    expect(await events.pending(10)).toMatchObject([
      { event_type: "training_started", job_id: "j1", machine_id: "c1", model_type: "linear_regression" },
      { event_type: "training_progress", job_id: "j1", progress_pct: 30, status: "learning" },
      { event_type: "training_completed", job_id: "j1", status: "failed", error_message: "Cancelled" },
    ]);
    expect((await jobs.find("j1"))?.status).toBe("cancelled");
    await close();
  });

  test("a job that has ended is never opened again: nothing is told, and no model comes of it", async () => {
    const { jobs, models, events, close } = await openFresh();
    await jobs.add(job());
    expect(await jobs.save(job({ status: "cancelled" }))).toBe(true);
    expect(await jobs.save(job({ status: "running", step: "testing" }))).toBe(false);
    expect(await jobs.complete(job({ status: "completed" }), learned("m1", "c1"))).toBeUndefined();
    expect((await jobs.find("j1"))?.status).toBe("cancelled");
    expect(await models.list("c1")).toEqual([]);
    expect(await events.pending(10)).toHaveLength(1);
    await close();
  });

  test("a job that somebody touches is not forgotten", async () => {
    const { jobs, close } = await openFresh();
    await jobs.add(job());
    expect(await jobs.underWay(NOW)).toEqual([]);
    expect(await jobs.underWay(NOW + 1)).toHaveLength(1);
    await jobs.touch(["j1", "elsewhere"]);
    expect(await jobs.underWay()).toHaveLength(1);
    await close();
  });

  test("a new model is its machine's next version and the only active one", async () => {
    const { jobs, models, close } = await openFresh();
    for (const id of ["m1", "m2"]) {
      await jobs.add(job({ id: `of ${id}` }));
      const done = await jobs.complete(job({ id: `of ${id}`, status: "completed" }), learned(id, "c1"));
      expect(done?.model_id).toBe(id);
    }
    await jobs.add(job({ id: "of m3", machine_id: "c2" }));
    await jobs.complete(job({ id: "of m3", machine_id: "c2", status: "completed" }), learned("m3", "c2"));
    const versions = (await models.list("c1")).map(({ id, version, is_active }) => [id, version, is_active]);
    expect(versions).toEqual([
      ["m2", 2, true],
      ["m1", 1, false],
    ]);
    expect((await models.active()).map(({ id }) => id).toSorted()).toEqual(["m2", "m3"]);
    expect((await models.active("c2"))[0]?.version).toBe(1);
    expect(await models.find("m1")).toEqual({ ...learned("m1", "c1"), version: 1, is_active: false });
    expect(await models.find("elsewhere")).toBeUndefined();
    await close();
  });

  test("jobs are listed newest first, of all machines or of one", async () => {
    const { jobs, close } = await openFresh();
    for (const [id, machine_id, created_at] of [
      ["a", "c1", 1],
      ["b", "c2", 2],
      ["c", "c1", 3],
    ] as const) {
      await jobs.add(job({ id, machine_id, created_at, status: "failed" }));
    }
    const ids = async (machineId?: string, limit = 10) =>
      (await jobs.list({ machineIds: machineId ? [machineId] : [], limit })).map(({ id }) => id);
    expect(await ids()).toEqual(["c", "b", "a"]);
    expect(await ids("c1")).toEqual(["c", "a"]);
    expect(await ids(undefined, 1)).toEqual(["c"]);
    await close();
  });
});
