/** A mirror of npm and PyPI on the loopback, with one small package for each. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { interpreter, run, temporaryFolder } from "./project.js";

export interface Mirror {
  /** The registries, as npm and pip are told of them. */
  npm: string;
  pip: string;
  /** What was asked of it. */
  requests: string[];
  /** package.json and package-lock.json of a project with the package as a development dependency. */
  writeNpmProject(folder: string): Promise<void>;
  /** A lock for pip with the package, whose module is `tiny_pip`. */
  pipLock: string;
  /** From now on, serves other content under the same names. */
  tamper(): void;
}

const WHEEL = "tiny_pip-1.0-py3-none-any.whl";

/** Writes a wheel, which is a zip archive. */
const WRITE_WHEEL = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    info = "tiny_pip-1.0.dist-info/"
    wheel.writestr("tiny_pip.py", "")
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: tiny-pip\\nVersion: 1.0\\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(info + "RECORD", "")
`;

export async function packageMirror(t: TestContext): Promise<Mirror> {
  const folder = await temporaryFolder(t);
  const source = join(folder, "tiny-npm");
  await mkdir(source);
  const manifest = { name: "tiny-npm", version: "1.0.0" };
  await writeFile(join(source, "package.json"), JSON.stringify(manifest));
  await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: source });
  const tarball = await readFile(join(folder, "tiny-npm-1.0.0.tgz"));
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  await run(interpreter, ["-c", WRITE_WHEEL, join(folder, WHEEL)]);
  const wheel = await readFile(join(folder, WHEEL));
  const sha256 = createHash("sha256").update(wheel).digest("hex");
  const pipLock = join(folder, "lock.txt");
  await writeFile(pipLock, `tiny-pip==1.0 --hash=sha256:${sha256}\n`);

  const requests: string[] = [];
  let isTampered = false;
  const content = (file: string): Buffer =>
    isTampered ? Buffer.from("something else") : readFileSync(join(folder, file));
  const server = createServer(({ url = "" }, response) => {
    requests.push(url);
    const tgz = `${origin}/tiny-npm/-/tiny-npm-1.0.0.tgz`;
    const version = { ...manifest, dist: { tarball: tgz, integrity } };
    const pages: Record<string, () => string | Buffer> = {
      "/tiny-npm": () =>
        JSON.stringify({
          ...{ name: "tiny-npm", "dist-tags": { latest: "1.0.0" } },
          versions: { "1.0.0": version },
        }),
      "/tiny-npm/-/tiny-npm-1.0.0.tgz": () => content("tiny-npm-1.0.0.tgz"),
      "/simple/tiny-pip/": () => `<a href="../../${WHEEL}">${WHEEL}</a>`,
      [`/${WHEEL}`]: () => content(WHEEL),
    };
    const page = pages[url];
    const type = url.startsWith("/simple") ? "text/html" : "application/json";
    response.writeHead(page ? 200 : 404, { "content-type": type }).end(page?.());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;

  return {
    npm: `${origin}/`,
    pip: `${origin}/simple/`,
    requests,
    pipLock,
    async writeNpmProject(project) {
      const devDependencies = { "tiny-npm": "1.0.0" };
      const own = { name: "own", version: "1.0.0", devDependencies };
      const lock = {
        ...{ name: "own", version: "1.0.0", lockfileVersion: 3, requires: true },
        packages: { "": own, "node_modules/tiny-npm": { version: "1.0.0", integrity, dev: true } },
      };
      await writeFile(join(project, "package.json"), JSON.stringify(own));
      await writeFile(join(project, "package-lock.json"), JSON.stringify(lock));
    },
    tamper: () => {
      isTampered = true;
    },
  };
}
