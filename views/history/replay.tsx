import { momentOf, type Speed, SPEEDS } from "../../src/domain/history_view";
import type { ReplayState } from "../../src/live/replay/progress";
import { text } from "../../src/words/text";
import { plantTime, plantWeekday } from "../shared/time";

const words = text.history;

/** The form of every button of the replay. It carries the moment. */
export const REPLAY_FORM = "replay";

type Playing = { state: ReplayState; speed?: Speed };

/**
 * The state of the replay in words. Screen readers announce every change, so it must not contain the moment.
 */
export function ReplayWords({ state, speed }: Playing) {
  return (
    <span id="replay-state" role="status" data-state={state}>
      {state === "playing" ? words.playing(speed ?? 1) : words.state[state]}
    </span>
  );
}

/** The moment shown: for people, for the form, and for the page script, which resumes from it. */
export function ReplayClock({ at, timezone }: { at: number; timezone: string }) {
  return (
    <span id="replay-clock">
      <time datetime={momentOf(at)}>
        <small>{plantWeekday(at, timezone)}</small> {plantTime(at, timezone)}
      </time>
      <input
        type="hidden"
        id="replay-at"
        form={REPLAY_FORM}
        name="at"
        value={momentOf(at)}
        autocomplete="off"
      />
    </span>
  );
}

/** Pause and the speeds. The button of the current state is pressed. */
export function ReplaySpeeds({ state, speed }: Playing) {
  const isPlaying = state === "playing" || state === "waiting";
  return (
    <div id="replay-speeds" role="group" aria-label={words.speeds}>
      <button type="submit" form={REPLAY_FORM} aria-pressed={String(!isPlaying)}>
        <span aria-hidden="true">{words.pauseSign}</span> {words.pause}
      </button>
      {SPEEDS.map((each) => (
        <button
          type="submit"
          form={REPLAY_FORM}
          name="speed"
          value={String(each)}
          aria-label={words.play(each)}
          aria-pressed={String(isPlaying && each === speed)}
        >
          <span aria-hidden="true">{words.playSign}</span> {words.times(each)}
        </button>
      ))}
    </div>
  );
}
