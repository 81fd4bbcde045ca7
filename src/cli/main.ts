/** `npx day29`: the servers of the course, from a terminal. */
import { Command } from "commander";
import { commands } from "./commands.js";

const day29 = new Command("day29")
  .description("The servers of the course, on real sockets. Ctrl-C ends one and frees its port.")
  .configureHelp({ subcommandTerm: (command) => command.name() })
  .helpCommand(false)
  .addHelpText("after", "\nOptions of a server: day29 select-server --help");
for (const command of commands) day29.addCommand(command);
await day29.parseAsync();
