/** `npx day29`: the servers of the course, from a terminal. */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { commands } from "./commands.js";

const manifest = new URL("../../package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8"));

const day29 = new Command("day29")
  .version(version)
  .description("Runs a server of the course. Press Ctrl-C to stop it and free its port.")
  .configureHelp({ subcommandTerm: (command) => command.name() })
  .helpCommand(false)
  .addHelpText(
    "after",
    "\nFor the options of a server, run, for example: day29 select-server --help",
  );
for (const command of commands) day29.addCommand(command);
await day29.parseAsync();
