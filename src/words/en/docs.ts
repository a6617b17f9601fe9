/** The description of the API, and the page that shows it. */
export const docs = {
  api: "Andon API",
  about: "Times are ISO 8601: with a zone in, UTC out. Errors are {error: {code, message, details}}.",
  title: "API",
  parameters: "Parameters",
  request: "Request body",
  required: "required",
  none: "This description lists no paths.",
  machineReadable: "OpenAPI description (JSON)",
};
