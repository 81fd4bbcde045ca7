/** The echo server of the benchmark on Node's own net. Prints its port. */
import { type AddressInfo, createServer } from "node:net";

const server = createServer({ noDelay: true }, (client) => {
  client.on("data", () => client.write("Receive"));
  client.on("error", () => client.destroy());
});
server.listen({ host: "127.0.0.1", port: 0, backlog: 4096 }, () => {
  console.log((server.address() as AddressInfo).port);
});
