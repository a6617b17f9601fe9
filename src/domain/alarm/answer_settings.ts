import { z } from "zod";
import { singleLine } from "../site/single_line";

/** So that nothing is forgotten for longer than a month, nor asked again while somebody is on the way. */
const HOURS_AT_MOST = 720;
const HOURS_AT_LEAST = 0.01;

const TEMPLATES_AT_MOST = 30;

const hours = z.number().min(HOURS_AT_LEAST).max(HOURS_AT_MOST);

/** Hours after which an acknowledged alarm that still stands is new again. */
export const acknowledgedHours = z.strictObject({ critical: hours, warning: hours });

/** Notes that answers are offered. */
export const noteTemplates = z.array(singleLine(200)).max(TEMPLATES_AT_MOST);
