import { expect, test } from "bun:test";
import { onEachDatabase, openFresh } from "../../support/store";

onEachDatabase(() => {
  test("what was set is kept, what is left out stays, null takes back", async () => {
    const store = await openFresh();
    const { siteSettings } = store;
    expect(await siteSettings.all()).toEqual({});
    const night = { name: "Nacht ☃'", days: ["mon" as const], from: "22:00", to: "06:00" };
    await siteSettings.set({ currency: "EUR", shifts: [night], peak_rate: 0.3 });
    await siteSettings.set({ currency: null, peak_rate: 0.4 });
    expect(await siteSettings.all()).toEqual({ shifts: [night], peak_rate: 0.4 });
    await siteSettings.set({ shifts: [] });
    expect(await siteSettings.all()).toEqual({ shifts: [], peak_rate: 0.4 });
    await store.close();
  });
});
