// The scripts of package.json: node tools/commands/main.mjs COMMAND [ARGUMENT]...
import { setUp } from "../setup/index.mjs";
import { Failure, main } from "../setup/run.mjs";
import { commands } from "./table.mjs";

main(async () => {
  const [name = "--help", ...args] = process.argv.slice(2);
  if (name === "--help") {
    console.log(help());
    return 0;
  }
  const command = new Map(Object.entries(commands)).get(name);
  if (!command) throw new Failure(`unknown command: ${name}`, help());
  await setUp(command.needs);
  return command.run(args);
});

function help() {
  const rows = Object.entries(commands).map(
    ([name, { summary }]) => `  ${name.padEnd(12)}${summary}`,
  );
  return ["npm run COMMAND [-- ARGUMENT...]", "", ...rows].join("\n");
}
