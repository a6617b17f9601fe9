import { expect, test } from "bun:test";
import { eventually } from "../support/andon";
import { keepBusy } from "./busy";

/** Processes of a group that run, in states such as R. */
function running(group: number): string[] {
  const { stdout } = Bun.spawnSync(["ps", "-e", "-o", "pgid=,stat="]);
  const rows = stdout.toString().trim().split("\n");
  return rows.flatMap((row) => {
    const [pgid, state] = row.trim().split(/\s+/);
    return Number(pgid) === group && !state?.startsWith("Z") ? [state ?? ""] : [];
  });
}

test("a busy program has a loop for each core in a group of its own, and ends whole", async () => {
  let group = 0;
  {
    await using busy = await keepBusy(2);
    group = busy.pid;
    expect(running(group).filter((state) => state.startsWith("R")).length).toBeGreaterThanOrEqual(2);
  }
  await eventually(() => running(group).length === 0, "its loops have ended");
});
