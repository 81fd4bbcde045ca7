/** What the README shows is true. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, it } from "node:test";
import * as day29 from "day29";
import * as servers from "day29/servers";
import { notebooks, root } from "../support/project.js";
import { script } from "../support/script.js";
import { tcp } from "../support/sockets.js";

const read = (file: string): string => readFileSync(join(root, file), "utf8");
const readme = read("README.md");
const [listing = "", serving = ""] = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(
  ([, code]) => code,
);

/** As much of the notebook format as is needed. */
interface Notebook {
  cells: { outputs?: { data?: { "image/svg+xml"?: string | string[] } }[] }[];
}

describe("the README", () => {
  it("has examples that compile", (t) => {
    const folder = join(root, "build", "readme");
    mkdirSync(folder, { recursive: true });
    t.after(() => rmSync(folder, { recursive: true }));
    const files = [listing, serving].map((code, index) => {
      const file = join(folder, `${index}.mts`);
      writeFileSync(file, code);
      return file;
    });
    const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
    const options =
      "--ignoreConfig --noEmit --strict --target es2022 --module nodenext --types node --skipLibCheck";
    const run = spawnSync(process.execPath, [tsc, ...options.split(" "), ...files], {
      cwd: root,
      encoding: "utf8",
    });
    assert.equal(run.stdout, "");
    assert.equal(run.status, 0);
  });

  it("has a server that prints what a client sends", async (t) => {
    const run = script(
      t,
      listing
        .replace("8888", "0")
        .replace("let rlist", "console.log(listener.getsockname()[1]);\nlet rlist"),
    );
    const client = tcp(t);
    const address: day29.Address = ["127.0.0.1", Number(await run.line())];
    await client.connect(address);
    await client.sendall("hello");
    assert.equal(await run.line(), "hello");
    // A client that leaves is neither printed nor asked again.
    client.close();
    const next = tcp(t);
    await next.connect(address);
    await next.sendall("still there?");
    assert.equal(await run.line(), "still there?");
  });

  it("has a server in the background that reports what happens", async (t) => {
    const run = script(t, serving);
    const [, port] =
      /^<Server selectServer 127\.0\.0\.1:(\d+) running>$/.exec(await run.line()) ?? [];
    const client = tcp(t);
    await client.connect(["127.0.0.1", Number(port)]);
    await client.sendall("hello");
    assert.match(await run.line(), /^\{/);
    assert.deepEqual(await run.exit(), { code: 0, signal: null }, run.stderr);
  });

  it("names commands and files that exist", () => {
    const commands = Object.keys(JSON.parse(read("package.json")).scripts);
    for (const [, command = ""] of readme.matchAll(/`?npm (?:run )?(\w+)/g)) {
      assert.ok(commands.includes(command), `npm run ${command}`);
    }
    for (const [, file = ""] of readme.matchAll(/\]\(([^):#]+)\)/g)) {
      assert.ok(existsSync(join(root, file)), file);
    }
  });

  it("leads to every notebook", () => {
    for (const name of notebooks) assert.ok(readme.includes(`(notebooks/${name}.ipynb)`), name);
  });

  it("names functions that exist", () => {
    const names = [...readme.matchAll(/`(\w+)\(\)`/g)].map(([, name = ""]) => name);
    assert.ok(names.length > 0);
    for (const name of names) assert.ok(name in day29 || name in servers, name);
  });

  it("names servers and options that the command line has", () => {
    const help = (...command: string[]): string => {
      const args = [join(root, "bin/day29.js"), ...command, "--help"];
      return spawnSync(process.execPath, args, { encoding: "utf8" }).stdout;
    };
    const servers = help();
    const commands = [...readme.matchAll(/npx day29 (\w[\w-]*)([^#\n]*)/g)];
    assert.ok(commands.length > 0);
    for (const [, name = "", rest = ""] of commands) {
      assert.match(servers, new RegExp(`^  ${name} `, "m"));
      for (const [option] of rest.matchAll(/--\w+/g))
        assert.match(help(name), RegExp(`${option} `));
    }
  });

  it("shows the picture that the notebook drew", () => {
    const notebook: Notebook = JSON.parse(read("notebooks/06-select.ipynb"));
    const pictures = notebook.cells
      .flatMap(({ outputs = [] }) => outputs)
      .flatMap(({ data }) => data?.["image/svg+xml"] ?? [])
      .join("");
    assert.ok(
      pictures.includes(read("docs/guide/select-timeline.svg").trim()),
      "docs/guide/select-timeline.svg is to be copied from the output of 06-select again",
    );
  });
});
