import { describe, expect, test } from "bun:test";
import { whyNoPostgres } from "../../support/postgres";
import { freshUrl, onEachDatabase, onPostgres, open, openFresh } from "../../support/store";

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

describe.skipIf(Boolean(whyNoPostgres()))("servers that share a database", () => {
  onPostgres();

  test("each change of the site begins in the log where the one before it has ended", async () => {
    const url = await freshUrl();
    const stores = await Promise.all([1, 2, 3].map(() => open(url)));
    const rates = Array.from({ length: 30 }, (_, place) => 0.1 + place / 100);
    await Promise.all(
      rates.map((peak_rate, place) => stores[place % stores.length]!.siteSettings.set({ peak_rate })),
    );
    const entries = await stores[0]!.audit.list({ action: "site.set", after: 0, limit: 100 });
    expect(entries.length).toBe(rates.length);
    expect(entries.map(({ before }) => JSON.parse(before ?? "null")?.peak_rate)).toEqual([
      null,
      ...entries.slice(0, -1).map(({ after }) => JSON.parse(after ?? "null")?.peak_rate),
    ]);
    await Promise.all(stores.map((store) => store.close()));
  });
});
