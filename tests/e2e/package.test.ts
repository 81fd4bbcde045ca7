/** The package as others meet it: imported by name, required, type-checked, documented. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { build } from "esbuild";
import { root } from "../support/project.js";

const require = createRequire(import.meta.url);
const entries = ["day29", "day29/servers", "day29/notebook", "day29/exercises"];

describe("the package", () => {
  for (const entry of entries) {
    it(`${entry} is one module, imported or required`, async () => {
      const imported = await import(entry);
      assert.equal(require(entry), imported);
      assert.ok(Object.keys(imported).length > 0);
    });
  }

  it("is the same module through the link that the notebooks use", async () => {
    const linked = createRequire(join(root, "notebooks", "cell.js"));
    assert.equal(linked("day29"), await import("day29"));
  });

  it("contains the player of recordings as one module that imports nothing", async () => {
    const source = await readFile(join(root, "dist/player/index.js"), "utf8");
    const { mountPlayer } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
    assert.equal(typeof mountPlayer, "function");
    const inline = await readFile(join(root, "dist/player/inline.js"), "utf8");
    assert.doesNotMatch(inline, /<\/script|<!--/i);
  });

  it("lists the supported platforms in one line on any other platform", (t) => {
    const folder = mkdtempSync(join(tmpdir(), "day29-"));
    t.after(() => rmSync(folder, { recursive: true }));
    for (const [platform, hint] of [
      ["win32", "use WSL"],
      ["darwin", "use Linux"],
    ]) {
      const preload = join(folder, `${platform}.cjs`);
      writeFileSync(
        preload,
        `Object.defineProperty(process, "platform", { value: "${platform}" });`,
      );
      const source = `import("day29").catch((error) => console.log(error.message));`;
      const run = spawnSync(process.execPath, ["--require", preload, "--eval", source], {
        cwd: root,
        encoding: "utf8",
      });
      assert.match(
        run.stdout,
        new RegExp(`^day29 has no system call table for ${platform} yet: ${hint}`),
      );
      const page = readFileSync(join(root, "docs/guide/other-systems.md"), "utf8");
      assert.ok(page.includes(`\`${run.stdout.trimEnd()}\``), "the page shows it");
      const command = spawnSync(
        process.execPath,
        ["--require", preload, "bin/day29.js", "--version"],
        { cwd: root, encoding: "utf8" },
      );
      assert.deepEqual([command.status, command.stderr], [1, `day29: ${run.stdout}`]);
    }
  });
});

const BUNDLED = `
  import { socketpair } from "day29";
  import { selectServer, serve } from "day29/servers";
  import { show } from "day29/notebook";
  import { todo } from "day29/exercises";
  async function main() {
    const server = await serve(selectServer);
    await server.stop();
    const [left, right] = socketpair();
    await left.sendall("hello");
    console.log(String(await right.recv(10)), typeof show, typeof todo);
  }
  void main();`;

/** What `npm i day29` installs: the package and its dependencies, without the optional peers. */
describe("the package without the packages of the notebooks", () => {
  // Outside of the project, where Node would find what is installed for the notebooks.
  const folder = mkdtempSync(join(tmpdir(), "day29-light-"));
  const modules = join(folder, "node_modules");
  const own = join(modules, "day29");
  const { dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );

  before(() => {
    mkdirSync(own, { recursive: true });
    for (const part of ["bin", "data", "dist", "package.json"]) {
      cpSync(join(root, part), join(own, part), { recursive: true });
    }
    for (const name of Object.keys(dependencies)) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(root, "node_modules", name), join(modules, name));
    }
  });
  after(() => rmSync(folder, { recursive: true }));

  const node = (...args: string[]) =>
    spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });

  it("asks for them as optional peers only", () => {
    assert.deepEqual(Object.keys(peerDependenciesMeta), Object.keys(peerDependencies));
    for (const { optional } of Object.values<{ optional: boolean }>(peerDependenciesMeta)) {
      assert.equal(optional, true);
    }
    assert.deepEqual(Object.keys(dependencies), ["@types/node", "commander", "koffi", "mime"]);
  });

  for (const entry of entries) {
    it(`has all that ${entry} imports`, () => {
      const run = node("--eval", `import("${entry}").then((all) => console.log(typeof all));`);
      assert.deepEqual([run.stdout, run.stderr], ["object\n", ""]);
    });
  }

  for (const format of ["cjs", "esm"] as const) {
    it(`works in a bundle to ${format}`, async () => {
      const outfile = join(folder, `bundle.${format === "cjs" ? "cjs" : "mjs"}`);
      await build({
        absWorkingDir: folder,
        stdin: { contents: BUNDLED, resolveDir: folder },
        outfile,
        bundle: true,
        platform: "node",
        format,
        external: ["koffi"],
        logOverride: { "empty-import-meta": "silent" },
      });
      const run = node(outfile);
      assert.deepEqual([run.stdout, run.stderr], ["hello function function\n", ""]);
    });
  }

  it("has types of its own where the types of Node.js are not included", () => {
    writeFileSync(
      join(folder, "types.mts"),
      `import { Socket } from "day29";
       import { serve } from "day29/servers";
       import { show } from "day29/notebook";
       import { todo } from "day29/exercises";
       export const used = [serve, show, todo];
       export const wrong: number = await new Socket().recv(1);`,
    );
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const options = "--noEmit --strict --target es2022 --module nodenext --skipLibCheck false";
    const run = node(tsc, ...options.split(" "), "types.mts");
    assert.match(
      run.stdout,
      /^types\.mts\(6,.*error TS2322: Type 'Buffer.*' is not assignable to type 'number'\.\n$/,
    );
  });

  const command = (...names: string[]) =>
    `npm i ${names.map((name) => `${name}@${peerDependencies[name]}`).join(" ")}`;

  it("says in one sentence what to install for the kernel", () => {
    const run = node(join(own, "dist/kernel/main.js"), "connection.json");
    const packages = ["tslab", "typescript-for-cells", "get-east-asian-width"];
    assert.deepEqual(
      [run.status, run.stderr],
      [1, `day29: the kernel needs packages that are not installed: ${command(...packages)}\n`],
    );
  });

  it("says in one sentence what to install for a plot", () => {
    const source = `import { plot } from "day29/notebook";
      await plot({ mark: "point", data: { values: [{ x: 1 }] } }).catch(({ message }) => console.log(message));`;
    const run = node("--input-type=module", "--eval", source);
    assert.deepEqual(
      [run.stdout, run.stderr],
      [`plot() needs packages that are not installed: ${command("vega", "vega-lite")}\n`, ""],
    );
  });
});

describe("the declarations", () => {
  it("are read by the TypeScript of the notebooks, strictly", (t) => {
    const folder = join(root, "build", "declarations");
    mkdirSync(folder, { recursive: true });
    t.after(() => rmSync(folder, { recursive: true }));
    writeFileSync(
      join(folder, "cell.ts"),
      `import { type Address, Poll, POLLIN, Socket, select } from "day29";
       import { type Server, selectServer, serve, TcpServer, timeoutServer } from "day29/servers";
       import * as notebook from "day29/notebook";
       import { type CheckReport, checkRecvExactly, todo } from "day29/exercises";
       export const answer = async (socket: Socket, size: number): Promise<Buffer> => {
         todo(socket, size);
       };
       export const checked: Promise<CheckReport> = checkRecvExactly(answer);
       class Shouting extends TcpServer {
         protected override reply(message: Buffer): string {
           return message.toString().toUpperCase();
         }
       }
       export async function servers(): Promise<Server[]> {
         // @ts-expect-error This is an option of another server.
         const mistaken = await serve(timeoutServer, { interval: 1 });
         return [
           await serve((listener: Socket) => new Shouting(listener).run()),
           await serve(timeoutServer, { timeout: 1, port: 8888 }),
           mistaken,
         ];
       }
       export async function cell(): Promise<Address> {
         const server: Server = await serve(selectServer);
         const [rs]: [Socket[], Socket[], Socket[]] = await select([new Socket()], [new Socket()]);
         const [first] = await new Poll().poll(1000);
         const mask: number = (first?.[1] ?? 0) & POLLIN;
         const text: string = (await rs[0]!.recv(10)).toString();
         // @ts-expect-error A number is no address.
         rs[0]!.bind(mask);
         return [text, Object.keys(notebook).length];
       }`,
    );
    const old = require("@tslab/typescript-for-tslab/package.json");
    assert.equal(old.version, "5.0.4");
    const tsc = join(
      dirname(require.resolve("@tslab/typescript-for-tslab/package.json")),
      "bin",
      "tsc",
    );
    const options = "--noEmit --strict --target es2022 --module commonjs --moduleResolution node10";
    const run = spawnSync(
      process.execPath,
      [tsc, ...options.split(" "), "--types", "node", "--skipLibCheck", "false", "cell.ts"],
      { cwd: folder, encoding: "utf8" },
    );
    const ours = run.stdout.split("\n").filter((line) => /cell\.ts|dist\//.test(line));
    assert.deepEqual(ours, []);
  });
});
