/** Paths of programs and results. */
import { fileURLToPath } from "node:url";

/** The project's folder; this file runs in build/js/bench. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The default folder of the results. */
export const results = `${root}build/bench`;

/** A compiled program of the benchmark. */
export const program = (name: string): string => `${root}build/js/bench/${name}.js`;

/** A program of the benchmark that is not TypeScript. */
export const source = (name: string): string => `${root}bench/${name}`;

/** The interpreter of the project's virtual environment. */
export const python = `${root}.venv/bin/python`;
