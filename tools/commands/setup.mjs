// npm run setup: what the other commands do first.
import { setUp } from "../setup/index.mjs";
import { main } from "../setup/run.mjs";

main(async () => {
  await setUp();
  return 0;
});
