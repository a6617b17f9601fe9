import type { Site } from "../../src/http/page_context";
import type { Call } from "../../src/domain/call/call";
import { type CallType, typeOf } from "../../src/domain/call/call_type";
import type { Machine } from "../../src/domain/machine/machine";
import type { PlacedArea } from "../../src/domain/site/areas";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { Reserved } from "../shared/reserved";
import { plantMinute } from "../shared/time";
import { CallIcon } from "./call_icon";
import { typeName } from "./call_words";
import type { PlaceToCall } from "./place";

const words = text.calls;

type CallPageProps = {
  site: Site;
  place: PlaceToCall;
  /** Each with the id of the call that its button makes: pressed twice, it is one. */
  types: readonly { type: CallType; id: string }[];
  /** Those that wait at this place. */
  calls: readonly Call[];
  choices: { machines: readonly Machine[]; areas: readonly PlacedArea[] };
};

/** Calls for help: a large button for each type, once it is known where. */
export function CallPage({ site, place, types, calls, choices }: CallPageProps) {
  return (
    <Layout site={site} title={words.title}>
      <link rel="stylesheet" href={site.calls.css} />
      <script type="module" src={site.calls.script} />
      <section class="panel calling" aria-labelledby="calling-title">
        <header>
          <h2 id="calling-title">
            {words.title}
            {place.kind !== "none" && (
              <>
                {": "}
                <bdi>{place.name}</bdi>
              </>
            )}
          </h2>
          {place.kind !== "none" && <a href={`${site.base}/call`}>{words.choose}</a>}
        </header>
        {place.kind === "none" ? (
          <Places site={site} choices={choices} />
        ) : (
          <>
            <p id="kept-calls" class="refused" role="alert" hidden data-text-kept={words.keptTemplate} />
            <Made calls={calls} site={site} />
            <Reserved site={site} needs="call">
              <TypeButtons site={site} place={place} types={types} />
            </Reserved>
          </>
        )}
      </section>
    </Layout>
  );
}

function TypeButtons({ site, place, types }: Pick<CallPageProps, "site" | "place" | "types">) {
  return (
    <div class="call-types">
      {types.map(({ type, id }) => (
        <form method="post" action={`${site.base}/call`} data-call>
          <input type="hidden" name={place.kind} value={place.id} />
          <input type="hidden" name="id" value={id} />
          <button class={`call-type ${type.colour}`} name="type" value={type.id}>
            <CallIcon pictogram={type.pictogram} />
            {typeName(type)}
          </button>
        </form>
      ))}
    </div>
  );
}

/** What was called here and waits: whoever has pressed must see that it has got through. */
function Made({ calls, site }: Pick<CallPageProps, "calls" | "site">) {
  return (
    <div id="made-calls" role="status">
      {calls.map((call) => (
        <p class="made" data-call-id={call.id} data-state={call.state}>
          <CallIcon pictogram={typeOf(call).pictogram} />
          {text.list([
            words.made(typeName(typeOf(call)), plantMinute(call.opened.at, site.timezone)),
            words.state[call.state],
          ])}
        </p>
      ))}
    </div>
  );
}

function Places({ site, choices: { machines, areas } }: Pick<CallPageProps, "site" | "choices">) {
  const link = (name: "machine" | "area", id: string, label: string) => (
    <a class="button place" href={`${site.base}/call?${new URLSearchParams({ [name]: id })}`}>
      <bdi>{label}</bdi>
    </a>
  );
  return (
    <>
      <p>{words.where}</p>
      {areas.length > 0 && <h3>{words.areas}</h3>}
      <div class="places">{areas.map(({ id, path }) => link("area", id, path))}</div>
      <h3>{words.machines}</h3>
      <div class="places">{machines.map(({ id, name }) => link("machine", id, name))}</div>
    </>
  );
}
