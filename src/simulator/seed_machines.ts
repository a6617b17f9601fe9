import type { RuleInput } from "../domain/alarm/rule";
import type { Machine, NewMachine } from "../domain/machine/machine";

/** A machine of the demo plant, with every field that the simulator needs. */
export type SeedMachine = NewMachine &
  Pick<Machine, "id" | "name" | "type" | "factory_name" | "location" | "data_interval_seconds"> & {
    rated_power_kw: number;
  };

const DEMO = "Demo Manufacturing Plant";
const EUROPE = "European Production Facility";
const ENERGY = "Energy centre";
const LINE = "Line 1";
const HALL = "North hall";

/** The id of the demo machine of this number. */
function seedId(number: number): string {
  return `c0000000-0000-0000-0000-${String(number).padStart(12, "0")}`;
}

/** The eight machines of the demo plant, Compressor-1 first. */
export const SEED_MACHINES: readonly SeedMachine[] = [
  {
    id: seedId(1),
    name: "Compressor-1",
    type: "compressor",
    factory_name: DEMO,
    location: ENERGY,
    manufacturer: "Atlas Copco",
    model: "GA 55 VSD",
    rated_power_kw: 55,
    data_interval_seconds: 1,
    is_critical: true,
  },
  {
    id: seedId(2),
    name: "HVAC-Main",
    type: "hvac",
    factory_name: DEMO,
    location: ENERGY,
    manufacturer: "Carrier",
    model: "AquaEdge 23XRV",
    rated_power_kw: 150,
    data_interval_seconds: 10,
    is_critical: true,
  },
  {
    id: seedId(3),
    name: "Conveyor-A",
    type: "motor",
    factory_name: DEMO,
    location: LINE,
    manufacturer: "SEW",
    model: "DRS 90L4",
    rated_power_kw: 22,
    data_interval_seconds: 10,
  },
  {
    id: seedId(4),
    name: "Hydraulic-Pump-1",
    type: "pump",
    factory_name: DEMO,
    location: LINE,
    manufacturer: "Bosch Rexroth",
    model: "A10VSO 140",
    rated_power_kw: 45,
    data_interval_seconds: 30,
    is_critical: true,
  },
  {
    id: seedId(5),
    name: "Injection-Molding-1",
    type: "injection_molding",
    factory_name: DEMO,
    location: LINE,
    manufacturer: "Arburg",
    model: "Allrounder 820 S",
    fed_by: [seedId(1), seedId(4)],
    rated_power_kw: 120,
    data_interval_seconds: 30,
    is_critical: true,
  },
  {
    id: seedId(8),
    name: "Boiler-1",
    type: "boiler",
    factory_name: DEMO,
    location: ENERGY,
    manufacturer: "Viessmann",
    model: "Vitomax 200-LW",
    rated_power_kw: 45,
    data_interval_seconds: 30,
  },
  {
    id: seedId(6),
    name: "Compressor-EU-1",
    type: "compressor",
    factory_name: EUROPE,
    location: HALL,
    manufacturer: "Kaeser",
    model: "DSG 90",
    rated_power_kw: 90,
    data_interval_seconds: 1,
    is_critical: true,
  },
  {
    id: seedId(7),
    name: "HVAC-EU-North",
    type: "hvac",
    factory_name: EUROPE,
    location: HALL,
    manufacturer: "Daikin",
    model: "EWAD-TZ-C",
    rated_power_kw: 200,
    data_interval_seconds: 10,
  },
];

/** Two rules about them: a form, and an expression over a window. */
export const SEED_RULES: readonly RuleInput[] = [
  {
    name: "Air pressure too low",
    scope: { kind: "type", type: "compressor" },
    condition: { kind: "form", metric: "pressure_bar", comparison: "below", limit: 5.5, clears_at: 6 },
    for_seconds: 60,
    severity: "critical",
    text: "Look for a leak, and start the second compressor",
  },
  {
    name: "Cooling runs at its limit",
    scope: { kind: "machines", ids: [seedId(2)] },
    condition: { kind: "expression", expression: 'avg(power_kw, "10m") > 140 && outdoor_temp_c < 15' },
    for_seconds: 0,
    severity: "warning",
    text: "It is cool outside: check filters and refrigerant",
  },
];
