import type { GuidanceEntry } from "../domain/alarm/guidance";

/** What to do about the alarms of the demo plant: a line for each type of machine, nearer ones for some metrics. */
export const SEED_GUIDANCE: readonly GuidanceEntry[] = [
  {
    scope: { machine_type: "compressor" },
    guidance: {
      cause: "A leak in the air network, a blocked intake filter, or a worn valve",
      consequence: "Pressure falls in the whole hall and machines stop",
      action: "Listen for leaks, then check the intake filter",
      within_minutes: 15,
    },
  },
  {
    scope: { machine_type: "compressor", metric: "pressure_bar" },
    guidance: {
      cause: "A leak, or more air drawn than one compressor makes",
      consequence: "Below 6 bar the injection molding machine stops in mid-cycle",
      action: "Close the valves of idle lines, then look for the leak",
      within_minutes: 5,
    },
  },
  {
    scope: { machine_type: "hvac" },
    guidance: {
      cause: "A clogged filter, or too little refrigerant",
      consequence: "The hall gets too warm, and the chiller draws more power every hour",
      action: "Check the filter and the chilled water",
      within_minutes: 60,
    },
  },
  {
    scope: { machine_type: "motor" },
    guidance: {
      cause: "The belt slips, or something is jammed",
      consequence: "The motor overheats and its breaker trips",
      action: "Check the belt",
      within_minutes: 15,
    },
  },
  {
    scope: { machine_type: "pump" },
    guidance: {
      cause: "Air in the suction line, or worn seals",
      consequence: "Cavitation destroys the pump within hours",
      action: "Check the oil level and listen for cavitation",
      within_minutes: 30,
    },
  },
  {
    scope: { machine_type: "injection_molding" },
    guidance: {
      cause: "A heater band has failed, or the mold is not cooled",
      consequence: "Parts are scrap until the temperature is right again",
      action: "Stop after this cycle and check the barrel heaters",
      within_minutes: 5,
    },
  },
  {
    scope: { machine_type: "boiler" },
    guidance: {
      cause: "The burner is out of adjustment, or scale covers the pipes",
      consequence: "Steam pressure falls, and gas is wasted",
      action: "Check the flame and the feed water",
      within_minutes: 10,
    },
  },
  {
    scope: { metric: "vibration_mm_s" },
    guidance: {
      cause: "A bearing is worn, or something is loose",
      consequence: "A bearing that fails takes the shaft with it",
      action: "Check the mounting bolts, then have the bearing measured",
      within_minutes: 60,
    },
  },
];
