/** A kernel that is killed while a notebook's server runs: the port is free immediately. */
import { Kernel } from "../../tests/support/kernel/driver.js";
import { hasEnded } from "../../tests/support/proc.js";
import { connect, exchange, greet } from "../greet.js";
import { ServerProcess } from "../process.js";
import type { Scenario } from "../scenario.js";
import { argumentsOf } from "../target.js";
import { until } from "../wait.js";

export const killedKernel: Scenario = {
  title: "a kernel killed (SIGKILL) while a cell's server serves: the port is free immediately",
  concerns: ({ name }) => name === "epoll-server",
  async run({ t, target, scale, stallTimeout, root }) {
    const times = scale(3, 1);
    let port = 0;
    for (let i = 0; i < times; i++) {
      const kernel = await Kernel.start();
      t.after(() => kernel.stop());
      const cell = await kernel.run(`
        import { epollServer, serve } from "day29/servers";
        const server = await serve(epollServer, { port: ${port} });
        console.log(server.address[1]);`);
      port = Number(cell.stdout);
      const socket = await connect(target, ["127.0.0.1", port]);
      t.after(() => socket.close());
      await exchange(socket, target.talk);
      await socket.sendall(target.talk.message);
      process.kill(kernel.pid, "SIGKILL");
      await until(
        () => hasEnded(kernel.pid),
        () => "the kernel ends",
      );
    }
    const again = await ServerProcess.start(t, argumentsOf(target, stallTimeout, root, port));
    await greet(target, again.address);
    await again.kill();
    return `${times} kernels`;
  },
};
