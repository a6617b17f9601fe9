import type { Manner } from "../manner";
import { dirty } from "./dirty";
import { doubled } from "./doubled";
import { glitching } from "./glitching";
import { lagging } from "./lagging";
import { offline } from "./offline";
import { shouting } from "./shouting";
import { silent } from "./silent";
import { skewed } from "./skewed";

/** The manner of each demo machine, by name. */
export const MANNERS: Readonly<Record<string, Manner>> = {
  "Compressor-1": lagging,
  "HVAC-Main": dirty,
  "Conveyor-A": doubled,
  "Hydraulic-Pump-1": skewed,
  "Injection-Molding-1": glitching,
  "Boiler-1": silent,
  "Compressor-EU-1": offline,
  "HVAC-EU-North": shouting,
};
