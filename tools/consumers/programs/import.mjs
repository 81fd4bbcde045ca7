import * as day29 from "day29";
import "day29/exercises";
import "day29/notebook";
import * as servers from "day29/servers";
import exchange from "./exchange.cjs";

exchange(day29, servers);
