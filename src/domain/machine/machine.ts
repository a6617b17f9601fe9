import { z } from "zod";
import { flag, omittable } from "../lenient_schema";
import { foldName } from "../text";

export const MACHINE_TYPES = [
  "compressor",
  "hvac",
  "motor",
  "pump",
  "injection_molding",
  "conveyor",
  "boiler",
  "other",
] as const;

/** Names besides its own that a machine answers to. */
export const ALIASES_AT_MOST = 50;
/** Machines that one machine may be fed by. */
export const FED_BY_AT_MOST = 20;

const name = z.string().overwrite(foldName).min(1).max(120);

/** The fields of a machine that people can set. Power in kW, interval in seconds. */
const fields = {
  name,
  /** Earlier names that are still accepted; oldest first. */
  aliases: z.array(name).max(ALIASES_AT_MOST),
  type: z.enum(MACHINE_TYPES),
  description: z.string().max(2000).nullable(),
  manufacturer: z.string().max(120).nullable(),
  model: z.string().max(120).nullable(),
  factory_name: z.string().max(120).nullable(),
  factory_location: z.string().max(200).nullable(),
  /** Area or line inside the factory, in free text: shown where the machine has no area of its own. */
  location: z.string().max(120).nullable(),
  /** The id of its area; other programs may also send its path, or its name where that is unique. */
  area: z.string().max(600).nullable(),
  /**
   * The ids of the machines that feed it, directly: their alarms may be the cause of its own. Other programs may also
   * send names.
   */
  fed_by: z.array(name).max(FED_BY_AT_MOST),
  rated_power_kw: z.number().positive().max(1e6).nullable(),
  data_interval_seconds: z.number().positive().max(86_400),
  is_active: flag,
  is_critical: flag,
};

/** The fields of which null says nothing; of the others it takes the value away. */
const omitted = {
  aliases: omittable(fields.aliases),
  type: omittable(fields.type),
  fed_by: omittable(fields.fed_by),
  data_interval_seconds: omittable(fields.data_interval_seconds),
  is_active: omittable(fields.is_active),
  is_critical: omittable(fields.is_critical),
};
const changeable = { ...fields, ...omitted, name: omittable(fields.name) };
const isChange = (change: object) => Object.values(change).some((value) => value !== undefined);
const NO_CHANGE = "name at least one field to change";

/** Body of POST /machines: only the name is required. */
export const newMachine = z
  .strictObject({ ...fields, ...omitted })
  .partial()
  .required({ name: true });
export type NewMachine = z.infer<typeof newMachine> & { id?: string };

/** A change of a machine: at least one field. */
export const machineChange = z.strictObject(changeable).partial().refine(isChange, NO_CHANGE);
/** Body of PATCH /machines/{id}: a change, and by whom. */
export const machinePatch = z
  .strictObject({ ...changeable, by: omittable(z.string().trim().min(1).max(80)) })
  .partial()
  .refine(({ by: _, ...change }) => isChange(change), NO_CHANGE);
export type MachineChange = z.infer<typeof machineChange>;

/** A machine that sends readings. Times in epoch milliseconds. */
export type Machine = { [K in keyof typeof fields]: z.infer<(typeof fields)[K]> } & {
  id: string;
  created_at: number;
  updated_at: number;
};

/** The fields of a new machine that its creator left out. */
export const MACHINE_DEFAULTS = {
  aliases: [] as string[],
  type: "other",
  description: null,
  manufacturer: null,
  model: null,
  factory_name: null,
  factory_location: null,
  location: null,
  area: null,
  fed_by: [] as string[],
  rated_power_kw: null,
  data_interval_seconds: 10,
  is_active: true,
  is_critical: false,
} as const satisfies Partial<Machine>;
