import type { Action } from "../../people/permissions";

/**
 * What each route does, by method and path without the base: what its request needs. A route that is not here is refused
 * to everybody, and fails `tests/http/access/route_actions.test.ts`.
 */
export const ROUTE_ACTIONS: Record<string, Action> = {
  // Probes and files say nothing of a plant.
  "GET /healthz": "public",
  "GET /readyz": "public",
  "GET /assets/:name": "public",
  "GET /worker.js": "public",
  "GET /metrics": "metrics",

  // Pages
  "GET /": "look",
  "GET /anomalies": "look",
  "GET /anomalies/export.csv": "look",
  "POST /anomalies/answer": "answer",
  "GET /machines": "look",
  "POST /machines": "configure",
  "GET /machines/:id": "look",
  "POST /machines/:id": "configure",
  "GET /machines/:id/limits": "look",
  "POST /machines/:id/limits": "configure",
  "GET /kiosk": "look",
  "GET /training": "look",
  "POST /training/start": "configure",
  "POST /training/cancel": "configure",
  "GET /history": "look",
  "GET /diagnostics": "look",
  "POST /diagnostics/test-event": "configure",
  "POST /diagnostics/find": "answer",
  "GET /settings/metrics": "look",
  "POST /settings/metrics": "configure",
  "GET /docs": "look",
  "GET /openapi.json": "look",

  // What pages listen to
  "GET /live": "look",
  "GET /live/since": "look",

  // API
  "GET /api/v1/ws/:stream": "look",
  "GET /api/v1/plant": "look",
  "GET /api/v1/events": "look",
  "GET /api/v1/machines": "look",
  "POST /api/v1/machines": "configure",
  "GET /api/v1/machines/:id": "look",
  "PATCH /api/v1/machines/:id": "configure",
  "GET /api/v1/machines/:id/values": "look",
  "GET /api/v1/machines/:id/limits": "look",
  "PUT /api/v1/machines/:id/limits": "configure",
  "POST /api/v1/machines/:id/accept-as-normal": "answer",
  "GET /api/v1/metric-settings": "look",
  "PUT /api/v1/metric-settings": "configure",
  "DELETE /api/v1/metric-settings": "configure",
  "POST /api/v1/readings": "send",
  "GET /api/v1/anomaly/recent": "look",
  "GET /api/v1/anomaly/search": "look",
  "GET /api/v1/anomaly/active": "look",
  "POST /api/v1/anomaly/detect": "send",
  "POST /api/v1/anomaly/create": "send",
  "PUT /api/v1/anomaly/:id/resolve": "answer",
  "POST /api/v1/anomaly/:id/acknowledge": "answer",
  "POST /api/v1/anomaly/:id/false-alarm": "answer",
  "GET /api/v1/baseline/models": "look",
  "GET /api/v1/baseline/model/:id": "look",
  "GET /api/v1/baseline/deviation": "look",
  "POST /api/v1/baseline/predict": "look",
  "POST /api/v1/baseline/train": "configure",
  "GET /api/v1/training/jobs": "look",
  "GET /api/v1/training/jobs/:id": "look",
  "DELETE /api/v1/training/jobs/:id": "configure",
  "GET /api/v1/simulator/machines": "look",
  "POST /api/v1/simulator/machines/:id/anomaly": "configure",
};
