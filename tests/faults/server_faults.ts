import { otherBuild } from "../support/build";
import { type Fault, onFloor, pick, seconds } from "./fault";

export const serverFaults: Fault[] = [
  {
    name: "server killed (-9) in mid-stream",
    run: (browser, length) =>
      onFloor(browser, {}, async (floor) => {
        let goneAt = 0;
        for (let time = 0; time < pick(length, 1, 5); time++) {
          const stop = floor.stream(20);
          await seconds(1);
          await floor.andon.kill();
          await seconds(pick(length, 1, 3));
          await floor.andon.start();
          goneAt = Date.now();
          await floor.allLive();
          await stop();
        }
        return floor.result(goneAt, `${pick(length, 1, 5)}×`);
      }),
  },
  {
    name: "deploy in the middle of a burst",
    async run(browser) {
      using build = otherBuild();
      return await onFloor(browser, {}, async (floor) => {
        const streams = Array.from({ length: 5 }, () => floor.stream(5));
        await seconds(1);
        await floor.andon.stop();
        await floor.andon.start(build.folder);
        const goneAt = Date.now();
        await floor.allLive();
        await Promise.all(streams.map((stop) => stop()));
        return floor.result(goneAt);
      });
    },
  },
];
