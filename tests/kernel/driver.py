"""Runs one Jupyter kernel for the tests.

Commands come as JSON lines on stdin; every message of the kernel goes out as a JSON line on stdout.
"""

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager


def tell(event, **fields):
    print(json.dumps({"event": event, **fields}, default=str), flush=True)


async def pump(channel, name):
    while True:
        message = await channel.get_msg(timeout=None)
        tell(
            "message",
            channel=name,
            type=message["msg_type"],
            parent=message["parent_header"].get("msg_id"),
            content=message["content"],
        )


async def commands():
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    async for line in reader:
        yield json.loads(line)


async def main(argv, folder):
    with tempfile.TemporaryDirectory() as specs:
        spec = Path(specs, "tslab", "kernel.json")
        spec.parent.mkdir()
        spec.write_text(
            json.dumps({"argv": argv, "display_name": "TypeScript", "language": "typescript"})
        )
        manager = AsyncKernelManager(
            kernel_name="tslab",
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[specs]),
        )
        # Node.js makes the pipes that it gets non-blocking: stdout is not for sharing.
        await manager.start_kernel(cwd=folder, stdout=sys.stderr)
    process = manager.provisioner.process
    client = manager.client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=60)
        channels = {name: getattr(client, f"{name}_channel") for name in ("shell", "control", "iopub")}
        pumps = [asyncio.create_task(pump(channel, name)) for name, channel in channels.items()]
        tell("ready", pid=process.pid)
        async for command in commands():
            if command["do"] == "send":
                message = client.session.msg(command["type"], command["content"])
                message["header"]["msg_id"] = message["msg_id"] = command["id"]
                channels[command["channel"]].send(message)
            elif command["do"] == "interrupt":
                await manager.interrupt_kernel()
            elif command["do"] == "shutdown":
                start = time.monotonic()
                await manager.shutdown_kernel()
                tell("ended", seconds=time.monotonic() - start, code=process.returncode)
        for task in pumps:
            task.cancel()
    finally:
        client.stop_channels()
        if process.poll() is None:
            await manager.shutdown_kernel(now=True)


asyncio.run(main(json.loads(sys.argv[1]), sys.argv[2]))
