import { formatsOf } from "../format";

export const { integer, counted, duration, latency, minutesAndSeconds } = formatsOf("en");
