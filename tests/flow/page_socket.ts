/** A page's own socket, which notes all that it is sent. */
export function openPageSocket(url: string) {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/live?page=board`);
  let frames = "";
  socket.onmessage = ({ data }) => void (frames += String(data));
  return {
    frames: () => frames,
    say: (word: string) => socket.send(word),
    forget: () => void (frames = ""),
    close: () => socket.close(),
  };
}
