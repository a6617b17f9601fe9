import type { Law } from "../explore";
import type { World } from "./world";

/** The promises of a hand-over. What they forbid, the store's transactions assert. */
export const LAWS: readonly Law<World>[] = [judgedOnce, nothingSkipped, toldOnce];

/** The promises for the end, when everything is whole again. */
export const AT_END: readonly Law<World>[] = [allJudged, allTold];

function judgedOnce({ events }: World) {
  const readings = events.map(({ reading }) => reading);
  const twice = readings.find((reading, index) => readings.indexOf(reading) !== index);
  return twice === undefined ? undefined : `reading ${twice} was judged twice`;
}

function nothingSkipped({ watermark, events }: World) {
  for (let reading = 1; reading <= watermark; reading++)
    if (!events.some((event) => event.reading === reading)) return `reading ${reading} was passed over`;
  return undefined;
}

function toldOnce({ log }: World) {
  return new Set(log).size === log.length ? undefined : `an event is in the log twice: ${log.join(", ")}`;
}

function allJudged({ watermark, stored }: World) {
  return watermark === stored ? undefined : `readings after ${watermark} of ${stored} are not judged`;
}

function allTold({ events, log }: World) {
  const untold = events.find(({ id, isAnnounced }) => !isAnnounced || !log.includes(id));
  return untold && `event ${untold.id} is not told`;
}
