"""Runs the tests of the package jupyter_kernel_test on one kernel.

Usage: run.py KERNEL LIMIT, where KERNEL is JSON: `argv` of the kernelspec, `samples`, the attributes of `KernelTests`
that select tests, `transport`, and optionally `pause`, in seconds, before each test. A kernel that does not reply
within LIMIT seconds hangs. Writes a JSON line for each test: its name, outcome and details.
"""

import json
import sys
import tempfile
import time
import unittest
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager
from jupyter_kernel_test import KernelTests


def install(argv, place):
    spec = Path(place, "tested", "kernel.json")
    spec.parent.mkdir()
    spec.write_text(json.dumps({"argv": argv, "display_name": "tested", "language": "tested"}))
    return KernelSpecManager(kernel_dirs=[place])


def tests_of(argv, samples, transport, limit, place, pause=0):
    """Returns the test class for a kernel. No test fails because the machine is busy."""

    class Tests(KernelTests):
        @classmethod
        def setUpClass(cls):
            cls.km = KernelManager(
                kernel_name="tested",
                kernel_spec_manager=install(argv, place),
                transport=transport,
                connection_file=str(Path(place, "kernel.json")),
            )
            cls.km.shutdown_wait_time = limit
            # The results go to stdout.
            cls.km.start_kernel(stdout=sys.stderr)
            cls.kc = cls.km.blocking_client()
            cls.kc.start_channels()
            cls.kc.wait_for_ready(timeout=limit)
            for channel in (cls.kc.shell_channel, cls.kc.iopub_channel):
                channel.get_msg = patient(channel.get_msg, limit)

        def flush_channels(self):
            """Reads the messages of all requests so far: they come before those of one more request."""
            time.sleep(pause)
            request = self.kc.kernel_info()
            is_reply = lambda message: message["parent_header"].get("msg_id") == request  # noqa: E731
            while not is_reply(self.kc.get_shell_msg()):
                pass
            while True:
                message = self.kc.get_iopub_msg()
                if is_reply(message) and message["content"].get("execution_state") == "idle":
                    return

    for name, value in samples.items():
        if not hasattr(KernelTests, name):
            raise AttributeError(f"jupyter_kernel_test has no {name}")
        setattr(Tests, name, value)
    return Tests


def patient(get_msg, limit):
    """Returns a variant of `get_msg` that waits for a message that the test expects."""

    def get(*_args, **_options):
        return get_msg(timeout=limit)

    return get


class Report(unittest.TestResult):
    """Writes the outcome of each test."""

    def startTest(self, test):
        super().startTest(test)
        self.problems = []
        self.skips = []

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            self.problems.append(f"{subtest}: {err[1]}")

    def addError(self, test, err):
        super().addError(test, err)
        if isinstance(test, unittest.TestCase):
            self.problems.append(repr(err[1]))
        else:  # setUpClass() failed
            raise err[1]

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.problems.append(str(err[1]))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.skips.append(reason)

    def stopTest(self, test):
        super().stopTest(test)
        outcome = "failed" if self.problems else "skipped" if self.skips else "passed"
        name = getattr(test, "_testMethodName", str(test))
        details = self.problems or self.skips
        print(json.dumps({"test": name, "outcome": outcome, "details": details}), flush=True)


def main(kernel, limit):
    with tempfile.TemporaryDirectory(prefix="day29-") as place:
        tests = tests_of(limit=limit, place=place, **kernel)
        unittest.defaultTestLoader.loadTestsFromTestCase(tests).run(Report())


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), float(sys.argv[2]))
