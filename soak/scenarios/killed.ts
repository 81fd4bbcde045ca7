/** A server that is killed while it serves: the port is free immediately. */
import { Crowd } from "../crowd.js";
import { connect, greet } from "../greet.js";
import { ServerProcess } from "../process.js";
import { isMultiplexed, type Scenario } from "../scenario.js";
import { argumentsOf } from "../target.js";

export const killed: Scenario = {
  title: "killed (SIGKILL) among its clients: the port is free immediately",
  async run({ t, target, scale, stallTimeout, root }) {
    const times = scale(3, 1);
    let port = 0;
    for (let i = 0; i < times; i++) {
      const server = await ServerProcess.start(t, argumentsOf(target, stallTimeout, root, port));
      [, port] = server.address;
      if (isMultiplexed(target)) {
        const crowd = new Crowd(target);
        t.after(() => crowd.close());
        await crowd.gather(server.address, scale(100, 10));
      }
      const socket = await connect(target, server.address);
      t.after(() => socket.close());
      await socket.sendall(target.talk.message);
      await server.kill();
    }
    const again = await ServerProcess.start(t, argumentsOf(target, stallTimeout, root, port));
    await greet(target, again.address);
    await again.kill();
    return `${times} ×, with clients connected`;
  },
};
