"""Compares this kernel with others, and prints docs/results/kernels.md.

Usage: compare.py [DENO], where DENO is the program deno. Takes some minutes; run nothing else meanwhile.
"""

import json
import platform
import re
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from queue import Empty

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

from run import install
from speed import STARTS, speed

ROOT = Path(__file__).parents[3]
SAMPLES = json.loads(Path(__file__).with_name("samples.json").read_text())
# A kernel that does not do something within this time, in seconds, does not do it.
LIMIT = 10
# The time in which a cell that has begun reaches its loop or its wait, and a kernel recovers from an error.
UNDER_WAY = 1

TYPESCRIPT = {
    "compute": "for (;;);",
    "sleep": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);",
    "wait": "await new Promise((resolve) => setTimeout(resolve, 1e8));",
    "fail": "throw new Error('on purpose');",
    "one": "console.log('one');",
    "input": "console.log(prompt('name? '));",
    "complete": "Mat",
    "small": "const v{number} = {number};",
    "first": """
        import { select, socketpair } from "day29";
        const [a, b] = socketpair();
        await a.sendall("x");
        console.log(await select([b], [a], [], 1));""",
    "open_comm": """
        const host = (globalThis as any)[Symbol.for("day29.host")];
        const comm = host.comm("compared");
        comm.onMessage(({ data }: any) => comm.send({ echo: data }));""",
}
DENO = {
    **TYPESCRIPT,
    "first": """
        import { duplexPair } from "node:stream";
        const [a, b] = duplexPair();
        a.write("x");
        console.log(b.read());""",
    "open_comm": 'await Deno.jupyter.broadcast("comm_open", { comm_id: "1", target_name: "a", data: {} });',
}
PYTHON = {
    "compute": "while True: pass",
    "sleep": "import time; time.sleep(1e8)",
    "wait": "import asyncio; await asyncio.sleep(1e8)",
    "fail": "raise ValueError('on purpose')",
    "one": "print('one')",
    "input": "print(input('name? '))",
    "complete": "zi",
    "small": "v{number} = {number}",
    "first": """
from select import select
from socket import socketpair
a, b = socketpair()
a.sendall(b"x")
print(select([b], [a], [], 1))""",
    "open_comm": """
from comm import create_comm
comm = create_comm(target_name="compared")
comm.on_msg(lambda message: comm.send({"echo": message["content"]["data"]}))""",
}


class Session:
    """A kernel that was started for one behaviour."""

    def __init__(self, argv, place):
        self.manager = KernelManager(
            kernel_name="tested", kernel_spec_manager=KernelSpecManager(kernel_dirs=[place])
        )
        self.manager.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def wait(self, channel, wanted):
        """Returns the first message that `wanted` accepts, or None."""
        end = time.monotonic() + LIMIT
        while True:
            try:
                message = channel.get_msg(timeout=max(0.0, end - time.monotonic()))
            except Empty:
                return None
            if wanted(message):
                return message

    def reply(self, request):
        message = self.wait(
            self.client.shell_channel, lambda reply: reply["parent_header"].get("msg_id") == request
        )
        return message and message["content"]

    def published(self, kind):
        message = self.wait(self.client.iopub_channel, lambda message: message["msg_type"] == kind)
        return message and message["content"]

    def begin(self, code):
        """Runs a cell until it is under way."""
        request = self.client.execute(code)
        self.published("execute_input")
        time.sleep(UNDER_WAY)
        return request

    def send(self, kind, content):
        message = self.client.session.msg(kind, content)
        self.client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def runs_on(self, code):
        reply = self.reply(self.client.execute(code))
        return reply is not None and reply["status"] == "ok"


def interrupted(kind):
    def behaves(session, codes):
        cell = session.begin(codes[kind])
        session.manager.interrupt_kernel()
        reply = session.reply(cell)
        time.sleep(UNDER_WAY)
        return reply is not None and reply["status"] == "error" and session.runs_on(codes["one"])

    return behaves


def asks_for_input(session, codes):
    cell = session.client.execute(codes["input"], allow_stdin=True)
    try:
        session.client.get_stdin_msg(timeout=LIMIT)
    except Empty:
        return False
    session.client.input("粘包")
    printed = session.published("stream")
    reply = session.reply(cell)
    return printed["text"] == "粘包\n" and reply["status"] == "ok"


def aborts(session, codes):
    failing = session.client.execute(codes["fail"])
    waiting = session.client.execute(codes["one"])
    session.reply(failing)
    reply = session.reply(waiting)
    return reply is not None and reply["status"] != "ok"


def completes_meanwhile(session, codes):
    session.begin(codes["wait"])
    reply = session.reply(session.client.complete(codes["complete"]))
    return reply is not None and len(reply["matches"]) > 0


def opens_comms(session, codes):
    session.client.execute(codes["open_comm"])
    opened = session.published("comm_open")
    info = session.reply(session.client.comm_info())
    return opened is not None and info is not None and opened["comm_id"] in info["comms"]


def serves_comms(session, codes):
    session.client.execute(codes["open_comm"])
    opened = session.published("comm_open")
    if opened is None:
        return False
    session.begin(codes["wait"])
    session.send("comm_msg", {"comm_id": opened["comm_id"], "data": {"a": 1}})
    echo = session.published("comm_msg")
    return echo is not None and echo["data"] == {"echo": {"a": 1}}


def closes_unknown_comms(session, _codes):
    session.send("comm_open", {"comm_id": "unknown", "target_name": "unknown", "data": {}})
    closed = session.published("comm_close")
    return closed is not None and closed["comm_id"] == "unknown"


BEHAVIOURS = {
    "interrupt while a cell computes": interrupted("compute"),
    "interrupt while a cell sleeps": interrupted("sleep"),
    "interrupt while a cell awaits": interrupted("wait"),
    "input from the front end": asks_for_input,
    "queued cells are aborted after an error": aborts,
    "completion while a cell awaits": completes_meanwhile,
    "a cell opens a comm, and `comm_info` lists it": opens_comms,
    "a comm gets messages while a cell awaits": serves_comms,
    "a comm for an unknown target is closed": closes_unknown_comms,
}


def behaviours(argv, codes):
    for name, behaves in BEHAVIOURS.items():
        with tempfile.TemporaryDirectory(prefix="day29-") as place:
            install(argv, place)
            with Session(argv, place) as session:
                yield name, "yes" if behaves(session, codes) else "no", []


def kernel_tests(argv, samples):
    """Runs run.py in a process of its own: a kernel that does not reply stops only that one."""
    script = Path(__file__).with_name("run.py")
    # tslab's own kernel refuses cells for 0.2 s after an error. The package's own flush_channels() takes as long.
    kernel = {"argv": argv, "samples": samples, "transport": "tcp", "pause": 0.25}
    ended = subprocess.run(
        [sys.executable, script, json.dumps(kernel), str(LIMIT)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    for line in ended.stdout.splitlines():
        result = json.loads(line)
        yield f"`{result['test']}`", result["outcome"], result["details"]


def output_of(*argv):
    return subprocess.check_output(argv, text=True).strip()


def kernels(deno):
    """Yields the title, command line, samples and codes of each kernel."""
    package = json.loads((ROOT / "package.json").read_text())
    tslab = ROOT / "node_modules/tslab"
    tslab_version = json.loads((tslab / "package.json").read_text())["version"]
    typescript = SAMPLES["typescript"]
    installed = ROOT / ".venv/share/jupyter/kernels/tslab/kernel.json"
    argv = json.loads(installed.read_text())["argv"]
    connection = "{connection_file}"
    yield f"day29 {package['version']}", argv, typescript, TYPESCRIPT
    stock = ["node", str(tslab / "bin/tslab"), "kernel", f"--config-path={connection}"]
    host = "code_clear_output"  # the sample calls this kernel's host
    samples = {name: sample for name, sample in typescript.items() if name != host}
    yield f"tslab {tslab_version}", stock, samples, TYPESCRIPT
    if deno:
        title = output_of(deno, "--version").split(" (")[0].replace("deno", "Deno")
        argv = [deno, "jupyter", "--kernel", "--conn", connection]
        yield title, argv, {**typescript, **SAMPLES["deno"]}, DENO
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", connection]
    yield f"ipykernel {version('ipykernel')}", argv, SAMPLES["python"], PYTHON


def main(deno=None):
    titles = []
    rows = {}
    speeds = {}
    reasons = []
    for title, argv, samples, codes in kernels(deno):
        print(title, file=sys.stderr)
        titles.append(title)
        for results in (kernel_tests(argv, samples), behaviours(argv, codes)):
            for name, result, details in results:
                print(f"  {name}: {result}", file=sys.stderr)
                rows.setdefault(name, {})[title] = result
                if result == "failed":
                    reasons.append(f"- {title}, {name}: {'; '.join(map(reason, details))}")
        for name, figure in speed(argv, codes):
            print(f"  {name}: {figure}", file=sys.stderr)
            speeds.setdefault(name, {})[title] = figure
    today = datetime.now(timezone.utc).date()
    print(
        PAGE.format(
            date=today,
            node=output_of("node", "--version"),
            python=platform.python_version(),
            tests=version("jupyter_kernel_test"),
        )
    )
    print_table(titles, rows)
    print("\nWhy tests failed:\n")
    print("\n".join(reasons))
    print(SPEED.format(starts=STARTS))
    print_table(titles, speeds)


def print_table(titles, rows):
    print(f"| | {' | '.join(titles)} |\n| --- |{' --- |' * len(titles)}")
    for name, results in rows.items():
        print(f"| {name} | {' | '.join(results.get(title, '–') for title in titles)} |")


def reason(detail):
    """Returns the message of a failure, without the name of the test and the schema that a reply violates."""
    message = re.sub(r"^test_\w+ \([^)]*\) ", "", detail).split("\n\nFailed validating")[0]
    return f"`{' '.join(message.replace('`', chr(39)).split())}`"


PAGE = """# Kernels

This kernel beside others: on the tests of `jupyter_kernel_test` {tests}, and on what a notebook needs besides.
Measured on {date}, with Node.js {node} and Python {python}, by

```sh
npm run setup
.venv/bin/python tests/conformance/kernel/compare.py DENO > docs/results/kernels.md
npm run format
```

where `DENO` is the program deno. A test is skipped if the kernel has no such feature. Each row below the tests is
one try in a new kernel, which had ten seconds. This kernel keeps its history in memory: it ends with the kernel.
"""

SPEED = """
## Speed

Of all kernels in one run, as a client in Python sees it: medians of {starts} starts, or of the cells after the first 200. The
first cell imports a library, and prints what `select` returns for a socket pair; in Deno, which cannot load this
library, it prints what arrives through a stream of `node:stream`. A small cell declares one of
50 constants.
"""

main(*sys.argv[1:])
