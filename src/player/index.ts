/** What a page or a widget imports: draws recordings of servers. */
export { mountPlayer, type Player, type PlayerOptions } from "./player.js";
