/** Signals that interrupt the server's system calls, many times a second. */
import { Crowd } from "../crowd.js";
import { greet } from "../greet.js";
import { grouped, isMultiplexed, type Scenario } from "../scenario.js";

/** A signal without a handler does not interrupt a call, but SIGSTOP and SIGCONT interrupt epoll_wait(2). */
const HANDLED = "--import=data:text/javascript,process.on('SIGWINCH',()=>{})";
const SIGNALS_PER_PAUSE = 20;

export const signals: Scenario = {
  title: "a storm of signals (EINTR)",
  stallTimeout: 60,
  by: () => ["env", `NODE_OPTIONS=${HANDLED}`],
  async run({ t, target, server, scale }) {
    let sent = 0;
    let storming = true;
    const end = (): void => {
      storming = false;
    };
    t.after(end);
    const storm = (): void => {
      if (!storming) return;
      server.signal("SIGWINCH");
      if (++sent % SIGNALS_PER_PAUSE === 0) {
        server.signal("SIGSTOP");
        server.signal("SIGCONT");
      }
      setImmediate(storm);
    };
    storm();
    const messages = scale(2000, 50);
    if (isMultiplexed(target)) {
      const crowd = new Crowd(target);
      t.after(() => crowd.close());
      await crowd.gather(server.address, 20);
      await crowd.chat(messages);
    } else {
      for (let i = 0; i < 20; i++) await greet(target, server.address, messages);
    }
    end();
    return `20 clients × ${grouped(messages)} messages among ${grouped(sent)} signals`;
  },
};
