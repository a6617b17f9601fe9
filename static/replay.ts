// A replay goes on from the moment that is shown: so says the page's address, and every new connection.

type Connecting = CustomEvent<{ connection: { url: string } }>;

function moved(address: string): string {
  const at = document.querySelector<HTMLInputElement>("#replay-at")?.value;
  const url = new URL(address);
  if (at) url.searchParams.set("at", at);
  return url.href;
}

function connectFromHere(event: Event) {
  const { connection } = (event as Connecting).detail;
  connection.url = moved(connection.url);
}

document.addEventListener("htmx:ws:before:connection", connectFromHere, true);
document.addEventListener("htmx:after:swap", () => {
  const href = moved(location.href);
  if (href !== location.href) history.replaceState(history.state, "", href);
});

/** A module, so that its names are its own. */
export {};
