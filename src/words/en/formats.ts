import { formatsOf } from "../format";

export const { integer, counted, duration, latency, minutesAndSeconds, money, currencySign } =
  formatsOf("en");
