"""Types into `jupyter console`, in a pseudo-terminal.

Usage: console.py LIMIT STEPS, where STEPS is JSON: a list of [text, pattern]. Each text is typed, Ctrl+C if it is
null, and the next one follows when the terminal shows what matches the pattern, at most LIMIT seconds later. Writes
what the terminal showed.
"""

import json
import os
import sys

import pexpect

limit, steps = sys.argv[1:]
arguments = ["-m", "jupyter_console", "--kernel=tslab", "--simple-prompt"]
console = pexpect.spawn(
    sys.executable,
    arguments,
    encoding="utf8",
    timeout=int(limit),
    dimensions=(40, 200),
    env={**os.environ, "TERM": "dumb"},
)
console.logfile_read = sys.stdout
for text, pattern in [("", r"In \[1\]: "), *json.loads(steps)]:
    if text is None:
        console.sendintr()
    elif text:
        console.sendline(text)
    console.expect(pattern)
console.sendeof()
console.expect("exit")
console.sendline("y")
console.expect(pexpect.EOF)
console.close()
sys.exit(console.exitstatus)
