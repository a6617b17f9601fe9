import { type Fault, onFloor, pick, seconds } from "./fault";

/** Many screens at once, measured by the clock: it must have the machine to itself. */
export const crowdFaults: Fault[] = [
  {
    name: "fifty real pages coming back at once",
    run: (browser, length) => {
      const count = pick(length, 20, 50);
      const pages = Array<string>(count).fill("/anomalies");
      return onFloor(browser, { programs: 0, pages }, async (floor) => {
        const stop = floor.stream(200);
        await floor.andon.kill();
        await seconds(pick(length, 1, 10));
        await floor.andon.start();
        const goneAt = Date.now();
        await floor.allLive();
        await stop();
        return floor.result(goneAt, `${count} pages`);
      });
    },
  },
];
