/** A page's own socket, which notes all that it is sent. */
export function openPageSocket(url: string, where = "page=board") {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/live?${where}`);
  let frames = "";
  socket.onmessage = ({ data }) => void (frames += String(data));
  return {
    frames: () => frames,
    say: (word: string) => socket.send(word),
    forget: () => void (frames = ""),
    close: () => socket.close(),
  };
}
