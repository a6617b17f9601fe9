import { expect, test } from "bun:test";
import { type AuditLog, type ChainEnd, EMPTY_CHAIN, verifyChain } from "../../../src/domain/audit/chain";
import { type AuditEntry, canonicalText, FIRST_HASH, hashOf } from "../../../src/domain/audit/entry";

const FIRST: Omit<AuditEntry, "hash"> = {
  n: 1,
  at: 1_795_860_000_000,
  actor_kind: "person",
  actor_id: "p1",
  actor_name: "Ada",
  address: "192.0.2.7",
  action: "limits.set",
  subject: "machine:c1",
  before: null,
  after: '{"metrics":[]}',
};

/** Entries 1 to `count`, each continuing the one before. */
function chain(count: number, change: (n: number) => Partial<AuditEntry> = () => ({})): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let n = 1; n <= count; n++) {
    const entry = { ...FIRST, n, ...change(n) };
    entries.push({ ...entry, hash: hashOf(entries.at(-1)?.hash ?? FIRST_HASH, entry) });
  }
  return entries;
}

async function* inPages(entries: readonly AuditEntry[]) {
  for (let at = 0; at < entries.length; at += 3) yield entries.slice(at, at + 3);
}

function check(entries: readonly AuditEntry[], more: Partial<Omit<AuditLog, "pages">> = {}) {
  const last = entries.at(-1);
  const head: ChainEnd = last ? { n: last.n, hash: last.hash } : EMPTY_CHAIN;
  return verifyChain({ pages: inPages(entries), seal: undefined, head, names: [], ...more });
}

const replaced = (entries: readonly AuditEntry[], n: number, change: Partial<AuditEntry>) =>
  entries.map((entry) => (entry.n === n ? { ...entry, ...change } : entry));

test("an entry's hash is the SHA-256 of the hash before and its fields as a JSON array, as anybody can compute it", () => {
  const text =
    '[1,1795860000000,"person","p1","Ada","192.0.2.7","limits.set","machine:c1",null,"{\\"metrics\\":[]}"]';
  expect(canonicalText(FIRST)).toBe(text);
  const digest = new Bun.CryptoHasher("sha256").update(FIRST_HASH + text).digest("hex");
  expect(hashOf(FIRST_HASH, FIRST)).toBe(digest);
});

test("a log that nobody touched is whole, with its span and its end", async () => {
  const entries = chain(8);
  const last = entries.at(-1);
  expect(await check(entries)).toEqual({ count: 8, first: 1, end: { n: 8, hash: String(last?.hash) } });
  expect(await check([])).toEqual({ count: 0, first: null, end: EMPTY_CHAIN });
});

test("any field that was changed is named by the number of its entry", async () => {
  const entries = chain(8);
  for (const [name, value] of Object.entries(FIRST)) {
    if (name === "n") continue;
    const other = typeof value === "number" ? value + 1 : `${value ?? ""}x`;
    expect([name, await check(replaced(entries, 5, { [name]: other }))]).toEqual([
      name,
      { broken: { n: 5, problem: "changed" } },
    ]);
  }
  expect(await check(replaced(entries, 5, { after: null }))).toEqual({
    broken: { n: 5, problem: "changed" },
  });
});

test("an entry whose hash was computed anew breaks the next one, and the last one the end", async () => {
  const entries = chain(4);
  const forged = (n: number) => {
    const entry = { ...FIRST, n, actor_name: "Bob" };
    return replaced(entries, n, { ...entry, hash: hashOf(entries[n - 2]?.hash ?? FIRST_HASH, entry) });
  };
  expect(await check(forged(2))).toEqual({ broken: { n: 3, problem: "changed" } });
  const { n, hash } = entries.at(-1)!;
  expect(await check(forged(4), { head: { n, hash } })).toEqual({ broken: { n: 4, problem: "changed" } });
});

test("an entry that was taken out, put in, or cut off at the end is named", async () => {
  const entries = chain(6);
  const { n, hash } = entries.at(-1)!;
  const head = { n, hash };
  expect(await check(entries.toSpliced(2, 1))).toEqual({ broken: { n: 3, problem: "missing" } });
  expect(await check(entries.slice(1))).toEqual({ broken: { n: 1, problem: "missing" } });
  expect(await check(entries.slice(0, 4), { head })).toEqual({ broken: { n: 5, problem: "cut_off" } });
  expect(await check([], { head })).toEqual({ broken: { n: 1, problem: "cut_off" } });
  expect(await check(chain(7), { head })).toEqual({ broken: { n: 7, problem: "beyond_end" } });
});

const sealOf = (entries: readonly AuditEntry[], through: number): Partial<AuditEntry> => ({
  action: "audit.seal",
  after: JSON.stringify({ through, last_hash: entries[through - 1]?.hash, count: through, from: 1, to: 2 }),
});

/** Ten entries, of which the ninth seals the removal of the first four. */
function sealedLog() {
  const plain = chain(10);
  const entries = chain(10, (n) => (n === 9 ? sealOf(plain, 4) : {}));
  return { kept: entries.slice(4), seal: { entry: entries[8]!, previous: entries[7]?.hash } };
}

test("what a seal stands for is not missed, and what it does not stand for is", async () => {
  const { kept, seal } = sealedLog();
  expect(await check(kept, { seal })).toMatchObject({ count: 6, first: 5 });
  expect(await check(kept.slice(1), { seal })).toEqual({ broken: { n: 5, problem: "missing" } });
  expect(await check(replaced(kept, 5, { subject: "x" }), { seal })).toEqual({
    broken: { n: 5, problem: "changed" },
  });
});

test("a seal that was changed is named itself, not the entry that depends on it", async () => {
  const { kept, seal } = sealedLog();
  for (const after of [
    seal.entry.after!.replace('"through":4', '"through":3'),
    seal.entry.after!.replace(/"last_hash":"./, '"last_hash":"z'),
  ]) {
    const entry = { ...seal.entry, after };
    const found = await check(replaced(kept, 9, { after }), { seal: { ...seal, entry } });
    expect(found).toEqual({ broken: { n: 9, problem: "changed" } });
  }
  const entry = { ...seal.entry, after: "nothing" };
  expect(await check(kept, { seal: { ...seal, entry } })).toEqual({
    broken: { n: 9, problem: "unreadable_seal" },
  });
});
