import { countedAs } from "../../people/attempts";
import type { By } from "../../people/actor";
import {
  CODE_MS,
  codeOf,
  type DevicePage,
  isCodeAlive,
  TRIES_AT_MOST,
  WAITING_AT_MOST,
} from "../../people/pairing";
import { appendAudit, byWhom } from "../audit/append";
import { subjectOf } from "../../domain/audit/actions";
import type { Context, Transaction } from "../db/database";
import { type Device, deviceOf } from "./device_row";
import { hashOf, newSecret } from "./secrets";

/** What somebody chose for a screen. */
export type NewDevice = { name: string; page: DevicePage; area: string | null; mayAct: boolean };

/** The screens that wait for somebody to enter their code, on any server. */
export type PairingStore = {
  /**
   * The code that a screen shows now, a new one when its last has run out.
   * @param secret what the screen waits with; none: it gets one, which is stored as a hash
   * @returns undefined when too many screens of this address wait
   */
  codeOf(secret: string | undefined, address: string): Promise<{ code: string; secret: string } | undefined>;
  /**
   * Pairs the screen that shows a code, which is used up by it. A wrong one counts against every code that is shown.
   * @returns undefined when no screen shows it
   */
  enter(code: string, device: NewDevice, by?: By): Promise<Device | undefined>;
};

type PairingRow = { code: string; secret: string; tries: number; until: number };

/** So many codes are drawn before one is found that no other screen shows. */
const DRAWS_AT_MOST = 20;

/** Implements `PairingStore`. */
export function pairingStore({ database, now, newId }: Context): PairingStore {
  const { read, write, dialect } = database;

  async function shownCode(secret: string | undefined, address: string) {
    const known = secret ?? newSecret();
    const hash = hashOf(known);
    const [row] = secret
      ? await read<PairingRow[]>`select code, tries, until from pairings
          where secret = ${hash} order by until desc, code`
      : [];
    if (row && isAlive(row)) return { code: row.code, secret: known };
    const code = await write((tx) => addCode(tx, hash, address));
    return code === undefined ? undefined : { code, secret: known };
  }

  async function addCode(tx: Transaction, secret: string, from: string): Promise<string | undefined> {
    const [at, address] = [now(), countedAs(from)];
    await tx`delete from pairings where until <= ${at} or tries >= ${TRIES_AT_MOST} or secret = ${secret}`;
    const waiting = await tx<unknown[]>`select code from pairings where address = ${address}`;
    if (waiting.length >= WAITING_AT_MOST) return undefined;
    for (let draw = 0; draw < DRAWS_AT_MOST; draw += 1) {
      const code = codeOf(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0);
      const row = { code, secret, address, tries: 0, until: at + CODE_MS };
      const added = await tx<unknown[]>`
        insert into pairings ${tx([dialect.row(row)])} on conflict (code) do nothing returning code`;
      if (added.length > 0) return code;
    }
    return undefined;
  }

  function enter(code: string, { name, page, area, mayAct }: NewDevice, by?: By) {
    return write(async (tx) => {
      const at = now();
      const [shown] = await tx<PairingRow[]>`
        delete from pairings where code = ${code} and until > ${at} and tries < ${TRIES_AT_MOST} returning secret`;
      if (!shown) {
        await tx`update pairings set tries = tries + 1`;
        return undefined;
      }
      // Two requests of one screen at once may have given it two.
      await tx`delete from pairings where secret = ${shown.secret}`;
      const created_by = by && "id" in by.actor ? by.actor.id : null;
      const may_act = mayAct ? 1 : 0;
      const row = { id: newId(), name, page, area, may_act, created_at: at, created_by, seen_at: null };
      await tx`insert into devices ${tx([dialect.row({ ...row, hash: shown.secret })])}`;
      const device = deviceOf(row);
      const subject = subjectOf("device", device.id);
      const after = { name, page, area, may_act: mayAct };
      await appendAudit(tx, { ...byWhom(by), at, action: "device.pair", subject, before: null, after });
      return device;
    });
  }

  const isAlive = ({ tries, until }: PairingRow) =>
    isCodeAlive({ tries: Number(tries), until: Number(until) }, now());

  return { codeOf: shownCode, enter };
}
