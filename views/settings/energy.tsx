import { CURRENCIES } from "../../src/domain/site/currency";
import type { SiteField } from "../../src/domain/site/settings";
import { WEEKDAYS } from "../../src/domain/site/weekly";
import type { Site } from "../../src/http/page_context";
import type { TypedEnergy } from "../../src/http/pages/settings/energy_form";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { NeedsRole, Reserved } from "../shared/reserved";
import { Ends, NotSaved, Pinned, Text, type TypedSpan, WeeklyFields } from "./form_parts";

const words = text.energySettings;
const { field } = text.settings;
const NEW_TIME: TypedSpan = { days: WEEKDAYS, from: "", to: "" };

type EnergyProps = {
  site: Site;
  action: string;
  typed: TypedEnergy;
  /** By field, how the environment sets it. */
  pinned: Partial<Record<SiteField, string>>;
  isSet: boolean;
  problem: string | undefined;
};

/** The currency, the two rates, and the times of the higher one. */
export function EnergySettingsPage({ site, action, typed, pinned, isSet, problem }: EnergyProps) {
  const areTimesFree = pinned.peak_times === undefined;
  const times = areTimesFree && site.may("settings") ? [...typed.peak_times, NEW_TIME] : typed.peak_times;
  return (
    <Layout site={site} title={words.title}>
      <section class="panel" aria-labelledby="energy-title">
        <h2 id="energy-title">{words.title}</h2>
        <p>{words.about}</p>
        <NeedsRole site={site} needs="settings" />
        <NotSaved problem={problem} />
        <form class="limits" method="post" action={site.theme ? `${action}?theme=${site.theme}` : action}>
          <Reserved site={site} needs="settings">
            <fieldset>
              <legend>{words.rates}</legend>
              <label class="wide">
                {field.currency}
                <select name="currency" disabled={pinned.currency !== undefined}>
                  {CURRENCIES.map((code) => (
                    <option value={code} selected={code === typed.currency}>
                      {words.currencyOf(code)}
                    </option>
                  ))}
                </select>
              </label>
              {(["peak_rate", "offpeak_rate"] as const).map((name) => (
                <Text
                  label={field[name]}
                  name={name}
                  value={typed[name]}
                  disabled={pinned[name] !== undefined}
                  isNumber
                />
              ))}
              <Pinned given={pinned.currency} />
              <Pinned given={pinned.peak_rate} />
              <Pinned given={pinned.offpeak_rate} />
            </fieldset>
            {times.map((span, index) => (
              <fieldset>
                <legend>{index < typed.peak_times.length ? words.peakTime(index + 1) : words.another}</legend>
                <WeeklyFields span={span} index={index} disabled={!areTimesFree} />
              </fieldset>
            ))}
            <Pinned given={pinned.peak_times} />
            <p>{words.aboutTimes}</p>
            <Ends what={words.title} isSet={isSet} />
          </Reserved>
        </form>
      </section>
    </Layout>
  );
}
