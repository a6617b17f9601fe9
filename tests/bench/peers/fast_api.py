"""The reference's design, written for this bench: FastAPI, uvicorn and redis-py; a loop of send_json over connections."""

import asyncio
import json
import os
import socket
from contextlib import suppress
from datetime import datetime, timezone

import redis.asyncio as redis
import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

CHANNEL = "anomaly.detected"
app = FastAPI()
connections: set[WebSocket] = set()


@app.websocket("/live")
async def live(websocket: WebSocket):
    await websocket.accept()
    connections.add(websocket)
    try:
        while True:
            await websocket.receive_text()
    except WebSocketDisconnect:
        pass
    finally:
        connections.discard(websocket)


async def broadcast(event: dict):
    message = {"type": "anomaly_detected", "data": event, "timestamp": datetime.now(timezone.utc).isoformat()}
    for websocket in list(connections):
        with suppress(Exception):
            await websocket.send_json(message)


async def hear():
    pubsub = redis.Redis(unix_socket_path=os.environ["PEER_REDIS"]).pubsub()
    await pubsub.subscribe(CHANNEL)
    async for message in pubsub.listen():
        if message["type"] == "message":
            await broadcast(json.loads(message["data"]))


@app.on_event("startup")
async def start():
    app.state.hearing = asyncio.create_task(hear())


listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", 0))
listener.listen(4096)


class Server(uvicorn.Server):
    async def startup(self, sockets=None):
        await super().startup(sockets=sockets)
        print(f"listening {listener.getsockname()[1]}", flush=True)


Server(uvicorn.Config(app, log_level="warning", ws_ping_interval=None)).run(sockets=[listener])
