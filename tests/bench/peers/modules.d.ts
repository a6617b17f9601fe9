/**
 * The parts of the peers' packages that the bench uses. Only the bench installs them: the type check does
 * without.
 */
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
