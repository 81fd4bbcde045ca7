/** The parameters of `makefile()` and of its files. */
import * as day29 from "day29";
import * as kinds from "./kinds.js";
import { construct, entry, members, method, parameter as p, type Table } from "./table.js";

const MADE = "Socket.makefile() makes them, with arguments that it has checked.";
const size = p("size?", kinds.int, 1);
const nullable = p("size?", kinds.but(null, kinds.int), 1);
const hint = p("hint?", kinds.but(null, kinds.int), 1);
const buffer = p("buffer", kinds.bytes, Buffer.alloc(1));
const data = p("data", kinds.data, "x");
const lines = p("lines", kinds.array, []);
const mode = p("mode?", kinds.string, "r");
const options = {
  buffering: kinds.but(null, kinds.int),
  encoding: kinds.but(null, kinds.text),
  errors: kinds.but(null, kinds.choice),
  newline: kinds.but(null, kinds.choice),
};

/** `a` has to be readable at once, as the files read from it. */
export function filesTable(a: day29.Socket<never>): Table {
  const raw = a.makefile("rwb", 0);
  const bytes = a.makefile("rwb");
  const reader = a.makefile("rb");
  const writer = a.makefile("wb");
  const text = a.makefile("rw");
  const read = p("size?", kinds.but(null, kinds.sizeOrAll), 0);
  return {
    "Socket.prototype.makefile": entry(
      (...args) => void (a.makefile(...(args as [])) as { close(): unknown }).close(),
      mode,
      p("buffering?", kinds.but(null, kinds.buffering), null),
      members("options?", kinds.object, options),
    ),
    "Socket.prototype.makefile#options": entry(
      (given) => void a.makefile("r", given).close(),
      members("options", kinds.none, options),
    ),
    "new SocketIO": entry(
      construct(day29.SocketIO),
      p("socket", kinds.instance, a),
      p("mode", kinds.string, "r"),
    ),
    "SocketIO.prototype.read": entry(method(raw, "read"), p("size?", kinds.int, 0)),
    "SocketIO.prototype.readinto": entry(method(raw, "readinto"), buffer),
    "SocketIO.prototype.readline": entry(method(raw, "readline"), nullable),
    "SocketIO.prototype.readlines": entry(method(raw, "readlines"), hint),
    "SocketIO.prototype.write": entry(method(raw, "write"), data),
    "SocketIO.prototype.writelines": entry(method(raw, "writelines"), lines),
    "new BufferedReader": MADE,
    "BufferedReader.prototype.read": entry(method(reader, "read"), read),
    "BufferedReader.prototype.read1": entry(method(reader, "read1"), size),
    "BufferedReader.prototype.readinto": entry(method(reader, "readinto"), buffer),
    "BufferedReader.prototype.readinto1": entry(method(reader, "readinto1"), buffer),
    "BufferedReader.prototype.peek": entry(method(reader, "peek"), size),
    "BufferedReader.prototype.readline": entry(method(reader, "readline"), nullable),
    "BufferedReader.prototype.readlines": entry(method(reader, "readlines"), hint),
    "new BufferedWriter": MADE,
    "BufferedWriter.prototype.write": entry(method(writer, "write"), data),
    "BufferedWriter.prototype.writelines": entry(method(writer, "writelines"), lines),
    "new BufferedRWPair": MADE,
    "BufferedRWPair.prototype.read": entry(method(bytes, "read"), read),
    "BufferedRWPair.prototype.read1": entry(method(bytes, "read1"), size),
    "BufferedRWPair.prototype.readinto": entry(method(bytes, "readinto"), buffer),
    "BufferedRWPair.prototype.readinto1": entry(method(bytes, "readinto1"), buffer),
    "BufferedRWPair.prototype.peek": entry(method(bytes, "peek"), size),
    "BufferedRWPair.prototype.readline": entry(method(bytes, "readline"), nullable),
    "BufferedRWPair.prototype.readlines": entry(method(bytes, "readlines"), hint),
    "BufferedRWPair.prototype.write": entry(method(bytes, "write"), data),
    "BufferedRWPair.prototype.writelines": entry(method(bytes, "writelines"), lines),
    "new TextIOWrapper": MADE,
    "TextIOWrapper.prototype.read": entry(method(text, "read"), nullable),
    "TextIOWrapper.prototype.readline": entry(method(text, "readline"), nullable),
    "TextIOWrapper.prototype.readlines": entry(method(text, "readlines"), hint),
    "TextIOWrapper.prototype.write": entry(method(text, "write"), p("text", kinds.string, "x")),
    "TextIOWrapper.prototype.writelines": entry(method(text, "writelines"), lines),
  };
}
