const AT_MOST = 500;
const HERE = "http://here.invalid";

/** A path of this server to go on to, from what anybody may have written; "/" instead of any other address. */
export function localPath(asked: string | undefined): string {
  if (!asked?.startsWith("/") || asked.length > AT_MOST) return "/";
  const url = URL.parse(asked, HERE);
  return url?.origin === HERE && !url.pathname.startsWith("//") ? `${url.pathname}${url.search}` : "/";
}
