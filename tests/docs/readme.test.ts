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

const chinese = read("README.zh.md");

/** The files of the repository that a text links to. */
function links(text: string): string[] {
  return [...text.matchAll(/\]\(([^):#]+)(?:#[^)]*)?\)/g)].map(([, file = ""]) => file);
}

/** The commands in a text, in their order, with what a shell ignores left out. */
function commandsIn(text: string): string[] {
  const shown = text.matchAll(/(?:^|`)((?:npm|npx|node|nc|esbuild|ps) [^`\n]*)/gm);
  return [...shown].map(([, command = ""]) => command.replace(/\s*#.*$/, "").trim());
}

/** The programs in a text without their comments. */
function programsIn(text: string): string[] {
  return [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code = ""]) =>
    code.replace(/ \/\/.*/g, ""),
  );
}

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
    const ofNpm = ["i", "pack"];
    for (const [, command = ""] of readme.matchAll(/`?npm (?:run )?(\w+)/g)) {
      assert.ok([...commands, ...ofNpm].includes(command), `npm run ${command}`);
    }
    for (const file of links(readme)) assert.ok(existsSync(join(root, file)), file);
  });

  it("leads to every notebook", () => {
    for (const name of notebooks) assert.ok(readme.includes(`(notebooks/${name}.ipynb)`), name);
  });

  it("has the same commands, programs, files and numbers in Chinese", () => {
    assert.ok(readme.includes("(README.zh.md)") && chinese.includes("(README.md)"));
    const other = (file: string) => !/^README/.test(file);
    assert.deepEqual(links(chinese).filter(other).sort(), links(readme).filter(other).sort());
    assert.deepEqual(commandsIn(chinese), commandsIn(readme));
    assert.deepEqual(programsIn(chinese), programsIn(readme));
  });

  it("names the packages of the notebooks with the versions of package.json", () => {
    const { peerDependencies } = JSON.parse(read("package.json"));
    const packages = Object.entries(peerDependencies).map(
      ([name, version]) => `${name}@${version}`,
    );
    for (const text of [readme, chinese]) {
      const [, named = ""] = /^npm i (tslab.*)$/m.exec(text) ?? [];
      assert.deepEqual(named.split(" ").sort(), packages.sort());
    }
  });

  it("has links that work on the page of the published package", async () => {
    const { absoluteLinks } = await import(join(root, "tools/release/address.mjs"));
    for (const text of [readme, chinese]) {
      const published = absoluteLinks(text, "https://example.com/day29", "v1.0.0");
      assert.deepEqual(links(published), []);
      for (const file of links(text)) {
        const kind = file.endsWith(".svg") ? "raw" : "blob";
        assert.ok(published.includes(`](https://example.com/day29/${kind}/v1.0.0/${file}`), file);
      }
    }
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
