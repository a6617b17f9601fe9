import { guidanceFor } from "../../src/domain/alarm/guidance_in_force";
import type { ShownAlarm } from "../../src/live/state/shown_alarm";
import type { Site } from "../../src/http/page_context";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { ActionButtons } from "../shared/alarm/action_buttons";
import { AlarmTable, NameAndNote } from "../shared/alarm/alarm_table";
import { GuidanceText } from "../shared/alarm/guidance";
import { ShelveActions } from "../shared/alarm/shelve_actions";

const words = text.alarms;

type AlarmPageProps = {
  site: Site;
  alarm: ShownAlarm;
  /** The people that it can be assigned to. */
  people: readonly { id: string; name: string }[];
  /** Whether it can be assigned to somebody whose name is only typed. */
  takesAnyName: boolean;
};

/** One alarm, what to do about it, and all that can be done with it. */
export function AlarmPage({ site, alarm, people, takesAnyName }: AlarmPageProps) {
  const isOver = alarm.state === "resolved";
  const written = guidanceFor(alarm);
  return (
    <Layout site={site} title={words.managing(alarm.machine_name ?? text.unknown)}>
      <section class="panel" aria-labelledby="alarms-title">
        <header>
          <h2 id="alarms-title">{words.managing(alarm.machine_name ?? text.unknown)}</h2>
          {!isOver && <NameAndNote site={site} />}
        </header>
        <AlarmTable alarms={[alarm]} timezone={site.timezone} />
        {written && (
          <section aria-labelledby="do-title">
            <h3 id="do-title">{text.guidance.title}</h3>
            <GuidanceText guidance={written.guidance} />
          </section>
        )}
        {!isOver && (
          <div class="managing" role="group" aria-label={words.actions}>
            <ActionButtons alarm={alarm} />
            <ShelveActions alarm={alarm} />
            <Assigning alarm={alarm} people={people} takesAnyName={takesAnyName} />
          </div>
        )}
        <p>
          <a href={`${site.base}/anomalies`}>{words.back}</a>
        </p>
      </section>
    </Layout>
  );
}

type AssigningProps = Pick<AlarmPageProps, "alarm" | "people" | "takesAnyName">;

/** Who is to see to it: somebody who is known here, or by name where anybody may answer. */
function Assigning({ alarm, people, takesAnyName }: AssigningProps) {
  const current = alarm.assigned_to_id ?? alarm.assigned_to ?? "";
  return (
    <p class="assigning">
      <label>
        {words.assignee}
        {takesAnyName ? (
          <input
            form="answer"
            name="to"
            list="assignees"
            value={alarm.assigned_to ?? ""}
            maxlength={80}
            autocomplete="off"
            placeholder={words.nobody}
          />
        ) : (
          <select form="answer" name="to">
            <option value="">{words.nobody}</option>
            {people.map(({ id, name }) => (
              <option value={id} selected={id === current}>
                {name}
              </option>
            ))}
          </select>
        )}
      </label>
      {takesAnyName && (
        <datalist id="assignees">
          {people.map(({ name }) => (
            <option value={name} />
          ))}
        </datalist>
      )}
      <button form="answer" name="assign" value={alarm.id}>
        {words.assign}
      </button>
    </p>
  );
}
