import type { SiteValues } from "../../src/domain/site/settings";
import type { ShiftSpan } from "../../src/domain/site/shifts";
import type { Site } from "../../src/http/page_context";
import type { Refused, TypedShift } from "../../src/http/pages/settings/shift_form";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { TableHead } from "../shared/table_head";
import { plantMinute, plantWeekday } from "../shared/time";
import { NeedsRole, Reserved } from "../shared/reserved";
import { Ends, NotSaved, Pinned, Text, WeeklyFields } from "./form_parts";

const words = text.shifts;
const NEW_SHIFT: TypedShift = { name: "", days: ["mon", "tue", "wed", "thu", "fri"], from: "", to: "" };

type ShiftsProps = {
  site: Site;
  action: string;
  values: Pick<SiteValues, "shifts" | "shift_timezone" | "holidays">;
  isSet: { shifts: boolean; holidays: boolean };
  /** How the environment sets the shifts, if it does. */
  given: string | undefined;
  coming: readonly ShiftSpan[];
  refused?: Refused;
};

/** The shifts, the holidays, and when the next shifts begin by these. */
export function ShiftsPage({ site, action, values, isSet, given, coming, refused }: ShiftsProps) {
  const shifts = refused?.shifts ?? values.shifts;
  const sent = site.theme ? `${action}?theme=${site.theme}` : action;
  const mayAdd = given === undefined && site.may("settings");
  return (
    <Layout site={site} title={words.title}>
      <section class="panel" aria-labelledby="shifts-title">
        <h2 id="shifts-title">{words.title}</h2>
        <p>{words.about}</p>
        <NeedsRole site={site} needs="settings" />
        <NotSaved problem={refused?.problem} />
        <Pinned given={given} />
        <form class="limits" method="post" action={sent}>
          <input type="hidden" name="form" value="shifts" />
          <Reserved site={site} needs="settings">
            {[...shifts, ...(mayAdd ? [NEW_SHIFT] : [])].map((shift, index) => (
              <fieldset>
                <legend>{index < shifts.length ? words.of(shift.name) : words.another}</legend>
                <Text
                  label={words.name}
                  name={`name.${index}`}
                  value={shift.name}
                  disabled={given !== undefined}
                />
                <WeeklyFields span={shift} index={index} disabled={given !== undefined} />
              </fieldset>
            ))}
            {mayAdd && <p>{words.toRemove}</p>}
            <Text
              label={text.settings.field.shift_timezone}
              name="shift_timezone"
              value={refused?.shift_timezone ?? values.shift_timezone}
              hint={site.timezone}
            />
            <Ends what={text.settings.field.shifts} isSet={isSet.shifts} />
          </Reserved>
        </form>
      </section>
      <Holidays
        site={site}
        sent={sent}
        typed={refused?.holidays ?? values.holidays.map(({ date, name }) => `${date} ${name}`).join("\n")}
        isSet={isSet.holidays}
      />
      <section class="panel" aria-labelledby="coming-title">
        <h2 id="coming-title">{words.coming}</h2>
        {coming.length === 0 ? (
          <p>{words.comingNone}</p>
        ) : (
          <Coming spans={coming} zone={values.shift_timezone} />
        )}
      </section>
    </Layout>
  );
}

type HolidaysProps = { site: Site; sent: string; typed: string; isSet: boolean };

/** @param typed a holiday a line */
function Holidays({ site, sent, typed, isSet }: HolidaysProps) {
  return (
    <section class="panel" aria-labelledby="holidays-title">
      <h2 id="holidays-title">{words.calendar}</h2>
      <p>{words.aboutHolidays}</p>
      <form class="limits" method="post" action={sent}>
        <input type="hidden" name="form" value="holidays" />
        <Reserved site={site} needs="settings">
          <label>
            {words.holidayLines}
            <textarea name="holidays" rows={8}>
              {typed}
            </textarea>
          </label>
          <Ends what={text.settings.field.holidays} isSet={isSet} />
        </Reserved>
      </form>
    </section>
  );
}

function Coming({ spans, zone }: { spans: readonly ShiftSpan[]; zone: string }) {
  return (
    <>
      <p>{words.zone(zone)}</p>
      <table>
        <TableHead columns={words.columns} />
        <tbody>
          {spans.map(({ name, from, to }) => (
            <tr>
              <td>
                <bdi>{name}</bdi>
              </td>
              <td>{dayAndTime(from, zone)}</td>
              <td>{dayAndTime(to, zone)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const dayAndTime = (at: number, zone: string) => `${plantWeekday(at, zone)}, ${plantMinute(at, zone)}`;
