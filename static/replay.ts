// A replay continues from the moment that it shows: the page's address and every new connection carry that
// moment.

type Connecting = CustomEvent<{ connection: { url: string } }>;

/** The address with the moment that the page shows. */
function withMoment(address: string): string {
  const at = document.querySelector<HTMLInputElement>("#replay-at")?.value;
  const url = new URL(address);
  if (at) url.searchParams.set("at", at);
  return url.href;
}

function connectFromMoment(event: Event) {
  const { connection } = (event as Connecting).detail;
  connection.url = withMoment(connection.url);
}

document.addEventListener("htmx:ws:before:connection", connectFromMoment, true);
document.addEventListener("htmx:after:swap", () => {
  const href = withMoment(location.href);
  if (href !== location.href) history.replaceState(history.state, "", href);
});

/** Makes this file a module, so that its names are its own. */
export {};
