import { alarmCatalogue, catalogueImport, guidance } from "./alarm_catalogue";
import { alarms, filter, paging } from "./alarms";
import { answering } from "./answering";
import { audit } from "./audit";
import { board, tile } from "./board";
import { calls } from "./calls";
import { causes } from "./causes";
import { chart } from "./chart";
import { common } from "./common";
import { diagnostics, event } from "./diagnostics";
import { docs } from "./docs";
import { history } from "./history";
import { identityProvider } from "./identity_provider";
import { kiosk } from "./kiosk";
import { app, errors, gap, layout, link, toast } from "./layout";
import { limits, machines } from "./machines";
import { metricSettings } from "./metric_settings";
import { performance } from "./performance";
import { access, me, people, signIn, tokens } from "./people";
import { devices, pairing } from "./devices";
import { rules } from "./rules";
import { screens } from "./screens";
import { alarmSettings, areas, energySettings, settings, shifts } from "./settings";
import { suppression } from "./suppression";
import { training } from "./training";

/**
 * The pages that the header links, in its order, with the words that hold their title.
 */
const linked = {
  board,
  anomalies: alarms,
  machines,
  training,
  history,
  diagnostics,
  settings,
};

/** Every word of the pages in English, by page. */
export const en = {
  language: "en",
  /** Day before month, as on the rest of the page. */
  dateLocale: "en-GB",
  ...common,
  linked,
  app,
  layout,
  link,
  gap,
  toast,
  errors,
  board,
  tile,
  alarms,
  alarmCatalogue,
  catalogueImport,
  guidance,
  calls,
  causes,
  filter,
  paging,
  suppression,
  performance,
  machines,
  limits,
  rules,
  metricSettings,
  settings,
  areas,
  shifts,
  energySettings,
  alarmSettings,
  audit,
  chart,
  history,
  kiosk,
  diagnostics,
  event,
  screens,
  training,
  docs,
  access,
  answering,
  signIn,
  me,
  people,
  tokens,
  devices,
  pairing,
  identityProvider,
};
