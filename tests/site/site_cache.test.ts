import { expect, test } from "bun:test";
import { readConfig } from "../../src/config";
import { areaPath } from "../../src/domain/site/areas_in_force";
import { pinnedIn } from "../../src/domain/site/settings";
import { shiftAt } from "../../src/domain/site/shifts";
import { rateAt } from "../../src/domain/site/tariff";
import { createSiteCache } from "../../src/site/site_cache";
import { onEachDatabase, openFresh } from "../support/store";

const at = (text: string) => Date.parse(text);
const MONDAY = "2026-11-23";

onEachDatabase(() => {
  test("without settings the site is as it always was, by the plant's clock", async () => {
    const store = await openFresh();
    const site = await createSiteCache({ store, config: readConfig({ PLANT_TIMEZONE: "Europe/Berlin" }) });
    const { currency, tariff, shifts } = site.inForce();
    expect(currency).toBe("USD");
    expect(rateAt(tariff, at(`${MONDAY}T08:00:00+01:00`))).toBe(0.5);
    expect(rateAt(tariff, at(`${MONDAY}T07:59:59+01:00`))).toBe(0.1);
    expect(shiftAt(shifts, at(`${MONDAY}T21:59:59+01:00`))).toBeDefined();
    expect(shiftAt(shifts, at(`${MONDAY}T22:00:00+01:00`))).toBeUndefined();
    expect(shiftAt(shifts, at(`2026-11-22T12:00:00+01:00`))).toBeUndefined();
    await store.close();
  });

  test("what people set holds, and the environment comes before it", async () => {
    const store = await openFresh();
    const environment = { SHIFT_HOURS: "22-06", TARIFF_PEAK_RATE: "0.7", CURRENCY: "chf" };
    const free = await createSiteCache({ store, config: readConfig({}) });
    const bound = await createSiteCache({ store, config: readConfig(environment) });
    await free.change({ currency: "EUR", peak_rate: 0.3, offpeak_rate: 0.2, shifts: [] });
    expect(free.values()).toMatchObject({ currency: "EUR", peak_rate: 0.3, offpeak_rate: 0.2, shifts: [] });
    await bound.refresh();
    expect(bound.values()).toMatchObject({ currency: "CHF", peak_rate: 0.7, offpeak_rate: 0.2 });
    expect(shiftAt(bound.inForce().shifts, at("2026-11-28T05:00:00Z"))?.date).toBe("2026-11-27");
    expect(bound.environment).toEqual({
      currency: "CURRENCY=chf",
      peak_rate: "TARIFF_PEAK_RATE=0.7",
      shifts: "SHIFT_HOURS=22-06",
    });
    expect(pinnedIn({ shifts: [] }, bound.environment)).toBe("shifts");
    expect(pinnedIn({ holidays: [] }, bound.environment)).toBeUndefined();
    await store.close();
  });

  test("what another server has changed is in force after a refresh", async () => {
    const store = await openFresh();
    const [here, there] = [
      await createSiteCache({ store, config: readConfig({}) }),
      await createSiteCache({ store, config: readConfig({}) }),
    ];
    await there.change({ holidays: [{ date: "12-25", name: "Christmas" }] });
    const hall = await store.areas.add({ name: "Hall" });
    const line = await store.areas.add({ name: "Line", parent_id: hall.id });
    expect(here.values().holidays).toEqual([]);
    await here.refresh();
    expect(here.values().holidays).toHaveLength(1);
    expect(here.areas().find("hall / line")?.id).toBe(line.id);
    expect(areaPath(line.id)).toBe("Hall / Line");
    await store.close();
  });
});
