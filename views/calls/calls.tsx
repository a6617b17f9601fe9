import type { Call } from "../../src/domain/call/call";
import type { ShownCall } from "../../src/live/state/calls_for";
import { text } from "../../src/words/text";
import { elementId } from "../shared/element_id";
import { plantMinute } from "../shared/time";
import { CallIcon } from "./call_icon";
import { causeName, typeName } from "./call_words";
import { Timer } from "./timer";

const words = text.calls;

type CallsProps = { calls: readonly ShownCall[]; timezone: string; now: number };

/** The calls for help above all tiles, replaced by its id. The oldest comes first. */
export function Calls({ calls, timezone, now }: CallsProps) {
  return (
    <section id="calls" class="calls" aria-label={words.label} hidden={calls.length === 0}>
      {calls.map((shown) => (
        <CallCard shown={shown} timezone={timezone} now={now} />
      ))}
    </section>
  );
}

function CallCard({ shown, timezone, now }: { shown: ShownCall; timezone: string; now: number }) {
  const { call, type, machine, area } = shown;
  const place = machine ?? area ?? text.unknown;
  const due = dueAt(shown);
  return (
    <article
      id={elementId("call", call.id)}
      class={`call ${type.colour}`}
      data-call-id={call.id}
      data-call-type={call.type}
      data-state={call.state}
      data-due={due === null ? undefined : String(due)}
      data-late={due !== null && due <= now ? "" : undefined}
    >
      <CallIcon pictogram={type.pictogram} />
      <p class="what">
        <b>{typeName(type)}</b> <bdi>{place}</bdi>
        {machine !== null && area !== null && (
          <small>
            <bdi>{area}</bdi>
          </small>
        )}
      </p>
      <Timer from={call.arrived?.at ?? call.waiting_since} />
      <p class="who">{standing(call, timezone)}</p>
      <Buttons shown={shown} place={place} />
    </article>
  );
}

/** When it becomes late: nobody is coming yet, or nobody is there yet. */
function dueAt({ call, type }: ShownCall): number | null {
  if (call.state === "arrived") return null;
  const within = call.state === "open" ? type.accept_within_ms : type.arrive_within_ms;
  return Number.isFinite(within) ? call.waiting_since + within : null;
}

function standing({ state, opened, accepted, arrived }: Call, timezone: string): string {
  const time = (at: number) => plantMinute(at, timezone);
  if (arrived?.by) return words.arrivedBy(arrived.by, time(arrived.at));
  if (state === "accepted" && accepted?.by) return words.acceptedBy(accepted.by, time(accepted.at));
  const caller = opened.by ? [words.calledBy(opened.by)] : [];
  return text.list([words.state[state], words.since(time(opened.at)), ...caller]);
}

/** What can be done with it now: the next step large, the end of it in one tap more. */
function Buttons({ shown: { call, type }, place }: { shown: ShownCall; place: string }) {
  const label = (act: string) => words.on(act, typeName(type), place);
  const step = (name: string, act: string) => (
    <button form="answer" name={name} value={call.id} class="primary" aria-label={label(act)}>
      {act}
    </button>
  );
  return (
    <div class="steps">
      {call.state === "open" && step("call_accept", words.accept)}
      {call.state === "accepted" && step("call_arrive", words.arrive)}
      <details>
        <summary aria-label={label(words.resolve)}>{words.resolve}</summary>
        <div class="causes">
          {type.causes.map((cause) => (
            <button form="answer" name="call_resolve" value={`${cause} ${call.id}`}>
              {causeName(cause)}
            </button>
          ))}
          {type.causes.length === 0 && (
            <button form="answer" name="call_resolve" value={` ${call.id}`}>
              {words.resolve}
            </button>
          )}
          {call.state !== "arrived" && (
            <button form="answer" name="call_cancel" value={call.id} aria-label={label(words.cancel)}>
              {words.cancel}
            </button>
          )}
        </div>
      </details>
    </div>
  );
}
