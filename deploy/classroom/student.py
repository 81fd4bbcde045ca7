"""A student with a browser: logs in to the Hub, starts a server, opens a notebook and runs all cells."""

import asyncio
import json
import uuid

from nbformat.v4 import output_from_msg
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

# In seconds, for every request; the machine may be busy.
TIMEOUT_S = 300


class Student:
    def __init__(self, name, hub):
        self.name = name
        self.hub = hub
        self.server = f"{hub}/user/{name}"
        self.headers = {}

    async def request(self, method, url, content=None, **options):
        body = None if content is None else json.dumps(content)
        request = HTTPRequest(
            url,
            method=method,
            headers=self.headers,
            body=body,
            allow_nonstandard_methods=True,
            connect_timeout=TIMEOUT_S,
            request_timeout=TIMEOUT_S,
            **options,
        )
        response = await AsyncHTTPClient().fetch(request)
        return (
            json.loads(response.body)
            if response.body and "streaming_callback" not in options
            else None
        )

    async def log_in(self, password):
        credentials = {"auth": {"username": self.name, "password": password}}
        token = await self.request(
            "POST", f"{self.hub}/hub/api/users/{self.name}/tokens", credentials
        )
        self.headers = {"Authorization": f"token {token['token']}"}

    async def start_server(self):
        await self.request("POST", f"{self.hub}/hub/api/users/{self.name}/server", {})
        progress = []
        url = f"{self.hub}/hub/api/users/{self.name}/server/progress"
        await self.request("GET", url, streaming_callback=progress.append)
        if b'"ready": true' not in b"".join(progress):
            raise RuntimeError(f"{self.name}'s server did not start: {b''.join(progress).decode()}")

    async def stop_server(self):
        await self.request("DELETE", f"{self.hub}/hub/api/users/{self.name}/server")

    async def read(self, path):
        return (await self.request("GET", f"{self.server}/api/contents/{path}?content=1"))[
            "content"
        ]

    async def kernels(self):
        return await self.request("GET", f"{self.server}/api/kernelspecs")

    async def open(self, path):
        """Starts the notebook's kernel, as JupyterLab does when a notebook is opened."""
        session = {
            "path": path,
            "name": path.rpartition("/")[2],
            "type": "notebook",
            "kernel": {"name": "tslab"},
        }
        created = await self.request("POST", f"{self.server}/api/sessions", session)
        return await Kernel.connect(self, created["kernel"]["id"])


class Kernel:
    """A running kernel, seen through the Hub's proxy."""

    def __init__(self, socket, session):
        self.socket = socket
        self.session = session
        # Outputs that later messages may update, by display id.
        self.displays = {}

    @classmethod
    async def connect(cls, student, kernel):
        session = uuid.uuid4().hex
        address = student.server.replace("http", "ws", 1)
        request = HTTPRequest(
            f"{address}/api/kernels/{kernel}/channels?session_id={session}",
            headers=student.headers,
            connect_timeout=TIMEOUT_S,
            request_timeout=TIMEOUT_S,
        )
        return cls(await websocket_connect(request, max_message_size=2**27), session)

    async def run(self, code):
        """Runs a cell, and returns its outputs."""
        request = uuid.uuid4().hex
        header = {
            "msg_id": request,
            "msg_type": "execute_request",
            "session": self.session,
            "username": "",
            "version": "5.4",
        }
        content = {
            "code": code,
            "silent": False,
            "store_history": True,
            "allow_stdin": False,
            "stop_on_error": True,
        }
        message = {
            "channel": "shell",
            "header": header,
            "parent_header": {},
            "metadata": {},
            "content": content,
        }
        await self.socket.write_message(json.dumps(message))
        return await asyncio.wait_for(self.outputs(request), TIMEOUT_S)

    async def outputs(self, request):
        found = []
        while True:
            text = await self.socket.read_message()
            if text is None:
                raise RuntimeError("the server closed the kernel's connection")
            message = json.loads(text)
            kind, content = message["header"]["msg_type"], message["content"]
            if kind == "update_display_data":
                self.displays[content["transient"]["display_id"]].data = content["data"]
            if message["parent_header"].get("msg_id") != request:
                continue
            if kind == "status" and content["execution_state"] == "idle":
                return found
            if kind in ("stream", "display_data", "execute_result", "error"):
                output = output_from_msg(message)
                found.append(output)
                self.displays[content.get("transient", {}).get("display_id")] = output

    def close(self):
        self.socket.close()
