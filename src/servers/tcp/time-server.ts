/** A server that tells the time. */
import { ctime } from "../../text/ctime.js";
import { TcpServer } from "./tcp-server.js";

/** Answers each message with the time, as ctime(3) writes it, without the newline. */
export class TimeServer extends TcpServer {
  protected override reply(): string {
    return ctime();
  }
}
