// The commands: what each does, what is set up before it runs, and what runs.
import { tryConsumers } from "../consumers/index.mjs";
import { steps } from "../setup/index.mjs";
import { makeBundle } from "./bundle.mjs";
import { check } from "./check.mjs";
import { serveClass } from "./class.mjs";
import { runExample } from "./example.mjs";
import { installKernelspec } from "./kernelspec.mjs";
import { freshCopies, openLab } from "./lab.mjs";
import { node, python, typescript } from "./programs.mjs";
import { tests } from "./test.mjs";

/**
 * @typedef {object} Command
 * @property {string} summary
 * @property {(typeof steps)[keyof typeof steps][]} needs
 * @property {import("./programs.mjs").Program} run
 */

const everything = Object.values(steps);
const { jupyter, kernelspec, packages, build } = steps;
const course = [jupyter, kernelspec, packages, build];

/** @type {Record<string, Command>} */
export const commands = {
  setup: {
    summary: "installs and builds what the other commands need",
    needs: everything,
    run: async () => 0,
  },
  lab: {
    summary:
      "opens JupyterLab on my-notebooks/; accepts --lang zh|en|both, --originals, its options",
    needs: course,
    run: openLab,
  },
  bundle: {
    summary: "packs project and packages for machines without a network: npm run bundle -- 3.12",
    needs: everything,
    run: makeBundle,
  },
  fresh: {
    summary: "starts a notebook anew, and keeps the old copy: npm run fresh -- 06-select",
    needs: [jupyter],
    run: freshCopies,
  },
  example: {
    summary: "runs one of examples/, or lists them: npm run example -- select-server 8888",
    needs: course,
    run: runExample,
  },
  test: {
    summary: "runs the tests, or those named: npm test -- select --test-name-pattern=poll",
    needs: everything,
    run: tests("tests", 2),
  },
  "test:unit": {
    summary: "runs the unit tests, which take less than a minute, or those named",
    needs: [packages, build],
    run: tests("tests/unit", 4), // most of them wait
  },
  check: {
    summary: "checks style, types, spelling and the package, without running the library",
    needs: everything,
    run: check,
  },
  consumers: {
    summary: "tries the packed package with compilers, bundlers and runtimes from the registry",
    needs: [packages, build],
    run: tryConsumers,
  },
  soak: {
    summary: "tries faults and load on every server, or those named: npm run soak -- poll",
    needs: everything,
    run: typescript("tests", "build/js/soak/main.js"),
  },
  bench: {
    summary: "measures day29 beside CPython, C, nginx and Node: npm run bench -- --help",
    needs: everything,
    run: typescript("tests", "build/js/bench/main.js"),
  },
  notebooks: {
    summary: "runs the notebooks, or those named, in place: npm run notebooks -- 06-select",
    needs: everything,
    run: python("tools/notebooks/run.py"),
  },
  exercises: {
    summary: "writes the exercises from their solutions, and runs both",
    needs: everything,
    run: python("tools/notebooks/exercises.py"),
  },
  grade: {
    summary: "grades the notebooks of a class: npm run grade -- FOLDER; --help has the options",
    needs: course,
    run: python("tools/grading/grade.py"),
  },
  html: {
    summary: "runs the notebooks, or those named, and writes them as pages to build/html/",
    needs: everything,
    run: python("tools/notebooks/export.py"),
  },
  docs: {
    summary: "writes the reference to build/docs/; accepts the options of TypeDoc",
    needs: [packages, build],
    run: node("node_modules/typedoc/bin/typedoc"),
  },
  kernelspec: {
    summary: "installs the kernel into another Jupyter; accepts the options of its installer",
    needs: [packages, build],
    run: installKernelspec,
  },
  class: {
    summary: "serves a class with JupyterHub: npm run class -- --students 8 --notebook 08-poll",
    needs: course,
    run: serveClass,
  },
};
