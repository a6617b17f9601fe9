import type { DevicePage } from "../../people/pairing";

/** A paired screen. Times in epoch milliseconds. */
export type Device = {
  id: string;
  name: string;
  page: DevicePage;
  /** The id of the area that its page is narrowed to. */
  area: string | null;
  /** Whether alarms may be answered there, by somebody who says who they are. */
  may_act: boolean;
  created_at: number;
  /** The id of who paired it; null when nobody was signed in. */
  created_by: string | null;
  /** To the minute. */
  seen_at: number | null;
};

export type DeviceRow = Omit<Device, "may_act" | "page"> & { may_act: number; page: DevicePage | null };

export function deviceOf({ id, name, area, created_by, ...row }: DeviceRow): Device {
  return {
    ...{ id, name, area, created_by },
    page: row.page ?? "/kiosk",
    may_act: Number(row.may_act) === 1,
    created_at: Number(row.created_at),
    seen_at: row.seen_at === null ? null : Number(row.seen_at),
  };
}
