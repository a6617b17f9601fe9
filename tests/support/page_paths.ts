import { LINKED, pathOf } from "../../views/layout/header";

/** The pages that the header links. */
export const LINKED_PATHS = LINKED.map(pathOf);

/** Pages of every kind there is; `{id}` stands for a machine. A page that the header links is here by itself. */
export const EVERY_PAGE = [
  ...LINKED_PATHS,
  "/alarms/catalogue",
  "/alarms/catalogue/guidance?machine={id}&metric=power_kw",
  "/alarms/catalogue/import",
  "/alarms/performance",
  "/alarms/suppressed",
  "/call",
  "/call?machine={id}",
  "/machines/{id}",
  "/machines/{id}?edit=1",
  "/machines/{id}/limits",
  "/alarms/rules",
  "/alarms/rules/new",
  "/settings/metrics",
  "/settings/areas",
  "/settings/shifts",
  "/settings/energy",
  "/settings/alarms",
  "/anomalies/many?act=resolve_all",
  "/settings/audit",
  "/docs",
];
