/** What the bench uses of its peers' packages, which are installed by the bench alone: the check must do without them. */
declare module "ws" {
  export class WebSocketServer {
    constructor(options: { port: number; host: string; backlog: number });
    clients: Set<{ send(message: string): void }>;
    address(): { port: number };
    on(event: "listening", listener: () => void): void;
  }
}

declare module "socket.io" {
  export class Server {
    constructor(server: import("node:http").Server, options: { transports: string[]; pingInterval: number });
    emit(event: string, message: string): boolean;
  }
}
