/** makefile(): bytes and text, with and without buffers. */
import { connected, paired, type Scenario, scenario } from "../scenario.js";

/** A file to read bytes, and the end that sends. */
const reading = `
  ${paired}
  f = b.makefile("rb")
`;

const closedCalls = ["read()", "readline()", "readlines()", "flush()", "fileno()", "isatty()"];

/** Every call on a closed file. */
const closed = (mode: string, ...calls: string[]): Scenario =>
  scenario(
    `a closed file of mode ${mode}`,
    paired,
    `f = b.makefile(${mode})`,
    "f.close()",
    "f.closed",
    ...calls.map((call) => `f.${call} # differs: file-closed`),
    "f.close()",
    "b.fileno()",
  );

export const files: readonly Scenario[] = [
  scenario(
    "modes",
    paired,
    ...["r", "w", "rw", "wr", "b", "rb", "wb", "rwb", "bwr", "", "rr"].flatMap((mode) => [
      `f = b.makefile("${mode}")`,
      "f.readable()",
      "f.writable()",
      "f.seekable()",
      "f.isatty()",
      "f.closed",
    ]),
    ...["x", "a", "r+", "rt", "U", "R"].map((mode) => `b.makefile("${mode}")`),
    "b.makefile(5)",
    "b.makefile(None)",
    `f = b.makefile("rb", 0)`,
    "f.mode",
    `f = b.makefile("wb", buffering=0)`,
    "f.mode",
    `f = b.makefile("wb")`,
    "f.mode",
    `f = b.makefile("wr")`,
    "f.mode",
    `b.makefile("r", 0)`,
    `b.makefile("w", 0)`,
    `b.makefile("rb", "0")`,
    `b.makefile("rb", 1.5) # differs: file-size`,
    `b.makefile("rb", 2 ** 40) # differs: file-buffering`,
    `b.makefile("r", newline="x")`,
    `b.makefile("r", newline=5)`,
    `b.makefile("r", encoding="no such encoding")`,
    `b.makefile("r", encoding=5)`,
    `b.makefile("r", errors=5)`,
  ),
  scenario(
    "the descriptor lives until socket and files are closed",
    connected,
    `
    f = server.makefile("rb")
    g = server.makefile("wb")
    server.close()
    server.fileno()
    f.fileno()
    g.write(b"still open")
    g.flush()
    client.recv(100)
    f.close()
    server.fileno()
    server.send(b"x")
    g.close()
    server.fileno()
    client.recv(100)
    client.recv(100)
    `,
  ),
  scenario(
    "files closed before the socket",
    paired,
    `
    f = b.makefile("rwb")
    f.close()
    f.close()
    f.closed
    b.fileno()
    a.send(b"x")
    b.recv(10)
    b.close()
    b.fileno()
    `,
  ),
  scenario(
    "a detached socket",
    paired,
    `
    f = b.makefile("rb")
    fd = b.detach()
    f.read(1)
    f.close()
    c = socket(AF_UNIX, SOCK_STREAM, 0, fd)
    c.send(b"x")
    a.recv(1)
    `,
  ),
  scenario(
    "a socket that was closed twice",
    paired,
    `
    f = b.makefile("rb")
    b.close()
    b.close()
    b.fileno()
    a.send(b"x")
    f.read(1)
    f.close()
    b.fileno()
    f.close()
    `,
  ),
  scenario(
    "read",
    reading,
    `
    a.send(b"0123456789")
    f.read(0)
    f.read(3)
    f.read1(3)
    f.read1(100)
    f.read(-2)
    f.read("1")
    f.read(1.5) # differs: file-size
    a.send(b"abcdef")
    f.read(2)
    f.read1()
    a.send(b"rest")
    a.close()
    f.read(100)
    f.read(100)
    f.read()
    f.read1()
    f.readline()
    `,
  ),
  scenario(
    "read to the end",
    reading,
    'a.send(b"one two")',
    "a.close()",
    "f.read(None)",
    "f.read()",
  ),
  scenario(
    "read to the end in parts",
    reading,
    'a.send(b"0123456789")',
    "f.read(1)",
    "a.close()",
    "f.read()",
  ),
  scenario(
    "read through a small buffer",
    paired,
    `
    f = b.makefile("rb", 4)
    a.send(b"0123456789abcdefghij")
    f.read(1)
    f.read(6)
    f.read(4)
    f.peek()
    f.read1(1)
    f.read1()
    f.peek(1)
    f.readline(3)
    a.close()
    f.readline()
    f.peek()
    `,
  ),
  scenario(
    "readinto",
    reading,
    `
    buffer = bytearray(4)
    a.send(b"0123456789")
    f.readinto(buffer)
    buffer
    f.readinto1(buffer)
    buffer
    f.readinto1(buffer)
    buffer
    f.readinto(bytearray(0))
    f.readinto("1234")
    f.readinto(5)
    f.readinto(None)
    a.send(b"xy")
    a.close()
    f.readinto(buffer)
    buffer
    f.readinto(buffer)
    f.readinto1(buffer)
    `,
  ),
  scenario(
    "readinto through a small buffer",
    paired,
    `
    f = b.makefile("rb", 2)
    buffer = bytearray(5)
    a.send(b"0123456789")
    f.read(1)
    f.readinto1(buffer)
    buffer
    f.readinto1(buffer)
    buffer
    a.send(b"xyz")
    f.readinto(bytearray(1))
    f.readinto1(bytearray(2))
    f.readinto1(bytearray(2))
    a.send(b"uv")
    a.close()
    f.readinto(buffer)
    buffer
    f.readinto1(buffer)
    `,
  ),
  scenario(
    "peek",
    reading,
    `
    a.send(b"0123")
    f.peek()
    f.peek(1)
    f.read(1)
    f.peek(100)
    f.read(3)
    a.close()
    f.peek()
    f.peek(1)
    `,
  ),
  scenario(
    "lines of bytes",
    reading,
    `
    a.send(b"one\\ntwo\\r\\n\\nfour\\rfive\\nsix")
    a.close()
    f.readline()
    f.readline(2)
    f.readline(0)
    f.readline(100)
    f.readline(None)
    f.readline(-5)
    f.readline()
    f.readline()
    f.readline("1")
    `,
  ),
  scenario(
    "all lines",
    reading,
    'a.send(b"one\\ntwo\\nthree")',
    "a.close()",
    "f.readlines()",
    "f.readlines()",
  ),
  ...["0", "1", "4", "5", "8", "100", "None", "-1"].map((hint) =>
    scenario(
      `lines up to ${hint} bytes`,
      reading,
      'a.send(b"one\\ntwo\\nthree\\n")',
      "a.close()",
      `f.readlines(${hint})`,
      "f.read()",
    ),
  ),
  scenario(
    "a long line through a small buffer",
    paired,
    'f = b.makefile("rb", 3)',
    'a.send(b"0123456789\\nabc")',
    "a.close()",
    "f.readline(7)",
    "f.readline()",
    "f.readline()",
  ),
  scenario(
    "a file that cannot be written to",
    reading,
    'f.write(b"x")'.replace("f.", 'b.makefile("r").'),
    `g = b.makefile("r")`,
    'g.write("x")',
    `h = b.makefile("rb", 0)`,
    'h.write(b"x")',
  ),
  scenario(
    "a file that cannot be read",
    paired,
    `g = b.makefile("w")`,
    "g.read()",
    "g.read(1)",
    "g.readline()",
    `h = b.makefile("wb", 0)`,
    "h.read(1)",
    "h.readinto(bytearray(1))",
  ),
  scenario(
    "write and flush",
    paired,
    `
    f = a.makefile("wb")
    f.write(b"abc")
    b.recv(10, MSG_DONTWAIT)
    f.write(b"def")
    f.flush()
    b.recv(10)
    f.write(b"")
    f.flush()
    f.write(5)
    f.write(None)
    f.writelines([b"one\\n", b"two\\n"])
    f.writelines(5)
    f.flush()
    b.recv(100)
    f.write(b"rest")
    f.close()
    b.recv(100)
    `,
  ),
  scenario(
    "write a string of bytes",
    paired,
    `f = a.makefile("wb")`,
    `f.write("text") # differs: text`,
  ),
  scenario(
    "write through a small buffer",
    paired,
    `
    f = a.makefile("wb", 4)
    f.write(b"abcd")
    b.recv(10, MSG_DONTWAIT)
    f.write(b"e")
    b.recv(10)
    f.write(b"0123456789")
    b.recv(20)
    f.write(b"ab")
    b.recv(10, MSG_DONTWAIT)
    f.write(b"cdef")
    b.recv(10)
    f.flush()
    b.recv(10)
    `,
  ),
  scenario(
    "close sends what is left, and the error of it",
    paired,
    `
    f = a.makefile("wb")
    f.write(b"lost")
    b.close()
    f.close()
    f.closed
    a.close()
    a.fileno()
    `,
  ),
  scenario(
    "flush to a peer that is gone",
    paired,
    `
    f = a.makefile("wb")
    f.write(b"lost")
    b.close()
    f.flush()
    f.flush()
    f.write(b"x")
    `,
  ),
  scenario(
    "both ways",
    connected,
    `
    f = server.makefile("rwb")
    client.send(b"question\\nnext\\n")
    f.readline()
    f.write(b"answer\\n")
    client.recv(10, MSG_DONTWAIT)
    f.read(2)
    f.flush()
    client.recv(10)
    f.readline()
    f.fileno()
    client.close()
    f.read()
    f.close()
    f.readable()
    `.replace("    f.readable()\n", ""),
  ),
  scenario(
    "no buffer",
    paired,
    `
    f = b.makefile("rwb", 0)
    f.fileno()
    a.send(b"one\\ntwo\\nthree")
    f.read(2)
    f.readline()
    b.recv(2)
    f.readline(10)
    buffer = bytearray(3)
    f.readinto(buffer)
    buffer
    f.read(0)
    f.readinto(bytearray(0))
    f.write(b"written")
    a.recv(10)
    f.writelines([b"a", b"b"])
    f.flush()
    a.recv(10)
    a.close()
    f.readall()
    f.readall()
    f.read()
    f.read(5)
    f.readline()
    f.write(b"x")
    f.close()
    b.fileno()
    `,
  ),
  scenario(
    "a timeout",
    reading,
    `
    b.settimeout(0.01)
    a.send(b"abc")
    f.read(10)
    a.send(b"def")
    f.read(1)
    f.readline()
    b.recv(10)
    `,
  ),
  scenario(
    "a timeout without a buffer",
    paired,
    `
    f = b.makefile("rb", 0)
    b.settimeout(0.01)
    f.read(1)
    a.send(b"def")
    f.read(1)
    f.readinto(bytearray(1))
    b.recv(10)
    `,
  ),
  scenario(
    "a timeout of text",
    paired,
    `
    f = b.makefile("r")
    b.settimeout(0.01)
    a.send(b"one\\ntw")
    f.readline()
    f.readline()
    a.send(b"o\\n")
    f.readline()
    `,
  ),
  scenario(
    "a timeout of writing",
    paired,
    `
    fill(a)
    a.settimeout(0.01)
    f = a.makefile("wb")
    f.write(b"x")
    f.flush()
    drain(b)
    f.flush()
    b.recv(10)
    `,
  ),
  scenario(
    "a non-blocking socket",
    reading,
    `
    b.setblocking(False)
    f.read(1)
    f.read()
    f.read1(1)
    f.readinto(bytearray(1))
    f.readline()
    f.peek()
    a.send(b"ab")
    f.read(10)
    a.send(b"cd")
    f.readline()
    a.send(b"ef")
    f.read()
    g = b.makefile("rb", 0)
    g.read(1)
    g.readall()
    g.readinto(bytearray(1))
    g.readline()
    `,
  ),
  scenario(
    "writing to a non-blocking socket that is full",
    paired,
    `
    fill(a)
    a.setblocking(False)
    g = a.makefile("wb", 0)
    g.write(b"x")
    f = a.makefile("wb", 4)
    f.write(b"abc")
    f.write(b"defgh")
    f.flush()
    drain(b)
    f.flush()
    b.recv(100)
    `,
  ),
  scenario(
    "text",
    paired,
    `
    f = b.makefile("r", encoding="utf-8")
    a.send(b"one\\ntwo\\r\\nthree\\rfour\\n\\nlast")
    f.read(2)
    f.readline()
    f.read(0)
    f.readline()
    f.readline(2)
    f.readline()
    f.readline()
    f.readline()
    a.close()
    f.readline()
    f.readline()
    f.read()
    f.read(5)
    f.read("1")
    `,
  ),
  ...["None", '""', '"\\n"', '"\\r"', '"\\r\\n"'].map((newline) =>
    scenario(
      `ends of lines with newline=${newline}`,
      paired,
      `f = b.makefile("r", encoding="utf-8", newline=${newline})`,
      'a.send(b"a\\nb\\rc\\r\\nd\\r\\r\\n\\n\\re\\r")',
      "a.close()",
      "f.readlines()",
      "f.read()",
    ),
  ),
  ...["None", '""', '"\\n"', '"\\r"', '"\\r\\n"'].map((newline) =>
    scenario(
      `an end of a line in two parts with newline=${newline}`,
      paired,
      `f = b.makefile("r", encoding="utf-8", newline=${newline})`,
      'a.send(b"a\\r")',
      "f.read(1)",
      'a.send(b"\\nb")',
      "a.close()",
      "f.readline()",
      "f.readline()",
      "f.readline()",
    ),
  ),
  ...["None", '""', '"\\n"', '"\\r"', '"\\r\\n"'].map((newline) =>
    scenario(
      `writing lines with newline=${newline}`,
      paired,
      `f = a.makefile("w", encoding="utf-8", newline=${newline})`,
      'f.write("a\\nb\\rc\\r\\n")',
      "f.flush()",
      "b.recv(100)",
    ),
  ),
  scenario(
    "characters of several bytes",
    paired,
    `
    f = b.makefile("r", encoding="utf-8")
    a.send(b"\\xe4\\xb8\\xad\\xf0\\x9f\\x98\\x80x\\xe6\\x96")
    f.read(1)
    f.read(1)
    f.read(1)
    a.send(b"\\x87\\n")
    f.readline(1)
    f.readline(1)
    g = a.makefile("w", encoding="utf-8")
    g.write("中😀")
    g.flush()
    b.recv(100)
    `,
  ),
  ...["latin-1", "ascii", "utf-16-le", "UTF-8", "iso-8859-1", "utf8"].map((encoding) =>
    scenario(
      `text in ${encoding}`,
      paired,
      `f = a.makefile("w", encoding="${encoding}")`,
      `g = b.makefile("r", encoding="${encoding}")`,
      'f.write("plain\\n")',
      "f.flush()",
      "g.readline()",
      'f.write("é\\n")',
      'f.write("中\\n")',
      "f.flush()",
      "f.close()",
      "a.close()",
      "g.read()",
    ),
  ),
  ...["gbk", "big5", "shift_jis", "cp1252", "euc_kr", "koi8-r"].map((encoding) =>
    scenario(
      `text that is read in ${encoding}`,
      paired,
      `f = b.makefile("r", encoding="${encoding}")`,
      'a.send(b"a\\xc4\\xe3b\\n")',
      "f.readline()",
    ),
  ),
  scenario(
    "text that is read in windows-1252",
    paired,
    `
    f = b.makefile("r", encoding="windows-1252")
    a.send(b"\\x80\\x9f\\xa0\\xff\\n")
    f.readline()
    a.send(b"\\x81\\n")
    f.readline()
    g = b.makefile("r", encoding="cp1252", errors="replace")
    a.send(b"\\x8d\\x99\\n")
    g.readline()
    `,
  ),
  ...[
    [String.raw`\xff`, String.raw`\xfe-N\x87e\n\x00`],
    [String.raw`\xfe\xffN`, String.raw`-e\x87\x00\n`],
    ["-", String.raw`N\x87e\n\x00`],
    [String.raw`\xff\xfe`, String.raw`\xff\xfe\n\x00`],
    [String.raw`\xfe`, ""],
    ["", ""],
  ].map(([start, rest]) =>
    scenario(
      `text that is read in utf-16: ${start}${rest}`,
      paired,
      'f = b.makefile("r", encoding="utf-16")',
      `a.send(b"${start}")`,
      `a.send(b"${rest}")`,
      "a.close()",
      "f.read()",
    ),
  ),
  scenario(
    "bytes that are no text",
    paired,
    `
    f = b.makefile("r", encoding="utf-8")
    a.send(b"ok\\n\\xff\\n")
    f.readline()
    g = b.makefile("r", encoding="utf-8", errors="replace")
    a.send(b"a\\xffb\\xe4\\xb8c\\n")
    g.readline()
    h = b.makefile("r", encoding="ascii")
    a.send(b"\\x80\\n")
    h.readline()
    i = b.makefile("r", encoding="ascii", errors="replace")
    a.send(b"\\x80\\xff\\n")
    i.readline()
    j = b.makefile("r", encoding="utf-8")
    a.send(b"\\xe4")
    a.close()
    j.read()
    `,
  ),
  scenario(
    "text that the encoding does not have",
    paired,
    `
    f = a.makefile("w", encoding="ascii")
    f.write("é")
    g = a.makefile("w", encoding="ascii", errors="replace")
    g.write("aé😀")
    g.flush()
    b.recv(10)
    h = a.makefile("w", encoding="utf-8")
    h.write("\\ud800")
    `,
  ),
  scenario(
    "writing text",
    paired,
    `
    f = a.makefile("w")
    f.write("abc")
    b.recv(10, MSG_DONTWAIT)
    f.write("")
    f.write(b"bytes")
    f.write(5)
    f.writelines(["one\\n", "two\\n"])
    f.flush()
    b.recv(100)
    f.write("rest")
    f.close()
    b.recv(100)
    f.closed
    `,
  ),
  scenario(
    "text both ways",
    paired,
    `
    f = b.makefile("rw")
    a.send(b"one\\ntwo\\n")
    f.readline()
    f.write("answer\\n")
    f.flush()
    a.recv(10)
    b.settimeout(0.01)
    f.readline() # differs: file-read-ahead
    `,
  ),
  closed('"rb"', ...closedCalls, "read1()", "peek()", "readinto(bytearray(1))", "readable()"),
  closed('"wb"', 'write(b"x")', "flush()", "fileno()", "writable()", "isatty()"),
  closed('"rwb"', "read()", 'write(b"x")', "flush()", "readable()", "writable()"),
  closed('"r"', ...closedCalls),
  closed('"w"', 'write("x")', "flush()", "fileno()"),
  closed('"rwb", 0', ...closedCalls, 'write(b"x")', "readable()", "writable()", "seekable()"),
];
