/** The parameters of the calls of `IoUring`. */
import * as day29 from "day29";
import * as kinds from "./kinds.js";
import { construct, entry, members, method, parameter as p, type Table } from "./table.js";

/** Opens a ring; `open` closes it at the end. */
export function uringTable(
  open: <T extends { close(): void }>(resource: T) => T,
  a: day29.Socket<never>,
): Table {
  const newRing = entry(
    construct(day29.IoUring),
    p("entries?", kinds.positive, 1),
    members("options?", kinds.object, {
      cqEntries: kinds.positive,
      bufferCount: kinds.positive,
      bufferSize: kinds.positive,
    }),
  );
  if (!day29.IoUring.supported()) return { "new IoUring": newRing };
  const ring = open(new day29.IoUring<unknown>(8));
  const fd = p("fd", kinds.descriptor, a);
  const userData = p("userData", kinds.none, 1);
  const flags = p("flags?", kinds.int, 0);
  const data = p("data", kinds.bytes, Buffer.from("x"));
  const eventmask = p("eventmask", kinds.mask, day29.POLLIN);
  const offset = p("offset", kinds.fileOffset, -1);
  const closable = { detach: () => day29.dup(a.fileno()) };
  return {
    "new IoUring": newRing,
    "IoUring.prototype.prepNop": entry(method(ring, "prepNop"), userData),
    "IoUring.prototype.prepAccept": entry(method(ring, "prepAccept"), fd, userData),
    "IoUring.prototype.prepMultishotAccept": entry(
      method(ring, "prepMultishotAccept"),
      fd,
      userData,
    ),
    "IoUring.prototype.prepConnect": entry(
      method(ring, "prepConnect"),
      fd,
      p("address", kinds.numericAddress, ["127.0.0.1", 9]),
      userData,
    ),
    "IoUring.prototype.prepRecv": entry(method(ring, "prepRecv"), fd, userData, flags),
    "IoUring.prototype.prepMultishotRecv": entry(
      method(ring, "prepMultishotRecv"),
      fd,
      userData,
      flags,
    ),
    "IoUring.prototype.prepSend": entry(method(ring, "prepSend"), fd, data, userData, flags),
    "IoUring.prototype.prepRead": entry(
      method(ring, "prepRead"),
      fd,
      p("size", kinds.natural, 1),
      offset,
      userData,
    ),
    "IoUring.prototype.prepWrite": entry(method(ring, "prepWrite"), fd, data, offset, userData),
    "IoUring.prototype.prepClose": entry(
      method(ring, "prepClose"),
      p("fd", kinds.closable, closable),
      userData,
    ),
    "IoUring.prototype.prepCancel": entry(
      method(ring, "prepCancel"),
      p("target", kinds.none, 1),
      userData,
    ),
    "IoUring.prototype.prepCancelAll": entry(method(ring, "prepCancelAll"), userData),
    "IoUring.prototype.prepTimeout": entry(
      method(ring, "prepTimeout"),
      p("seconds", kinds.seconds, 0),
      userData,
    ),
    "IoUring.prototype.prepPollAdd": entry(method(ring, "prepPollAdd"), fd, eventmask, userData),
    "IoUring.prototype.prepPollMultishot": entry(
      method(ring, "prepPollMultishot"),
      fd,
      eventmask,
      userData,
    ),
    "IoUring.prototype.submitAndWait": entry(
      method(ring, "submitAndWait"),
      p("count?", kinds.natural, 0),
      p("timeout?", kinds.timeout, 0),
      p("minWait?", kinds.nonNegativeTimeout, 0),
    ),
    "IoUring.prototype.forEachCompletion": entry(
      method(ring, "forEachCompletion"),
      p("visit", kinds.callable, () => undefined),
    ),
  };
}
