/** JupyterLab as `npm run lab` starts it, with Jupyter Notebook, and notebooks in both as a student uses them. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { after, before, type TestContext } from "node:test";
import type { Browser, Locator, Page } from "playwright-core";
import { Window } from "./browser.js";
import { type LabAddress, labAddress } from "./lab-address.js";
import { code, writeNotebook } from "./notebook.js";
import { interpreter, root, run } from "./project.js";

/** A running JupyterLab on a copy of the notebooks. */
export interface Lab extends LabAddress {
  /** The folder that it shows: inside the project, so that cells find the package. */
  readonly folder: string;
}

/** A JupyterLab for the tests of a `describe`, ended after them. */
export function labForTests(): () => Lab {
  let lab: Lab | undefined;
  const ends: (() => Promise<unknown>)[] = [];

  before(async () => {
    await mkdir(join(root, "build"), { recursive: true });
    const place = await mkdtemp(join(root, "build/lab-"));
    ends.unshift(() => rm(place, { recursive: true, force: true }));
    const folder = join(place, "notebooks");
    const isSource = (file: string): boolean => basename(file) !== ".ipynb_checkpoints";
    await cp(join(root, "notebooks"), folder, { recursive: true, filter: isSource });
    // Notebooks refer to these by paths beside their folder.
    for (const name of ["bin", "data"]) await symlink(join(root, name), join(place, name));

    const args = [
      "--originals",
      ...kernelTransport(),
      "--no-browser",
      "--port=0",
      "--LabApp.expose_app_in_browser=True",
      "--JupyterNotebookApp.expose_app_in_browser=True",
      `--LabApp.workspaces_dir=${join(place, "workspaces")}`,
      `--LabApp.user_settings_dir=${join(place, "settings")}`,
      folder,
    ];
    const child = spawn(process.execPath, [join(root, "tools/commands/main.mjs"), "lab", ...args], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    const ended = once(child, "close");
    ends.unshift(() => {
      child.kill("SIGTERM");
      return ended;
    });
    lab = { folder, ...(await labAddress(child)) };
  });
  after(async () => {
    for (const end of ends) await end();
  });
  return () => lab ?? assert.fail("JupyterLab did not start");
}

/**
 * With TCP, the server tries to connect again to the ports of kernels that have ended. Another test's server may have
 * such a port by then, and one that serves a single client would wait for this one.
 */
function kernelTransport(): string[] {
  // The path of a kernel's UNIX socket must be shorter than 108 bytes.
  const path = join(root, ".venv/jupyter/data/runtime", `kernel-${randomUUID()}-ipc-1`);
  return Buffer.byteLength(path) < 108 ? ["--KernelManager.transport=ipc"] : [];
}

const KERNELSPEC = {
  kernelspec: { display_name: "TypeScript (day29)", language: "typescript", name: "tslab" },
};

/** Writes a notebook of these cells into the folder of a lab. */
export async function scratch(lab: Lab, path: string, ...cells: string[]): Promise<string> {
  await writeNotebook(
    join(lab.folder, path),
    cells.map((source) => code(source)),
    KERNELSPEC,
  );
  return path;
}

/** Stores in the page, as done[number], a promise that resolves when the next command of this kind ends. */
const keepDone = (kind: RegExp, number: number): string => `{
  const { commands } = jupyterapp;
  (globalThis.done ??= [])[${number}] = new Promise((resolve) => {
    commands.commandExecuted.connect(function listen(_, { id, result }) {
      if (!${kind}.test(id)) return;
      commands.commandExecuted.disconnect(listen);
      resolve(result.then(() => undefined));
    });
  });
}
undefined;`;

/** Whether the notebook in front has its kernel. */
const READY = `(() => {
  const { isReady, session } = jupyterapp.shell.currentWidget?.sessionContext ?? {};
  return isReady === true && session?.kernel?.connectionStatus === "connected";
})()`;

/** The program in which a notebook is open. */
export type Application = "lab" | "notebook";

let windows = 0;

/** A window of JupyterLab. Its methods act on the notebook in front. */
export class LabWindow {
  #begun = 0;

  private constructor(
    readonly lab: Lab,
    readonly window: Window,
    readonly page: Page,
  ) {}

  /** Opens one on a notebook, in JupyterLab or in Jupyter Notebook. Its kernels end with the test. */
  static async open(
    t: TestContext,
    browser: Browser,
    lab: Lab,
    path: string,
    application: Application = "lab",
  ): Promise<LabWindow> {
    const window = await Window.open(t, browser, { viewport: { width: 1280, height: 900 } });
    t.after(() => endKernels(lab));
    await window.keepTo(lab.origin, "data:", "blob:");
    const page = await window.page();
    windows++;
    const place = application === "lab" ? `lab/workspaces/w${windows}/tree` : "notebooks";
    await page.goto(`${lab.origin}/${place}/${path}?token=${lab.token}`);
    const opened = new LabWindow(lab, window, page);
    await opened.cells.first().waitFor();
    await opened.idle();
    return opened;
  }

  get notebook(): Locator {
    return this.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)");
  }

  get cells(): Locator {
    return this.notebook.locator(".jp-Cell");
  }

  /** Waits until the kernel is idle. Before it has started, JupyterLab would ask which kernel to use. */
  async idle(): Promise<void> {
    // Jupyter Notebook has no status bar.
    const indicator = this.page.locator("[data-notebook] [data-status=idle]");
    await this.page.getByText("TypeScript (day29) | Idle").or(indicator).waitFor();
    // Jupyter Notebook shows an idle kernel before it has one, and would drop what runs then.
    await this.page.waitForFunction(READY);
  }

  /** Chooses from the menus. */
  async menu(...names: string[]): Promise<void> {
    for (const name of names) {
      await this.page.getByRole("menuitem", { name, exact: true }).click();
    }
  }

  /** Performs an action, and returns a function that waits until the command that it triggered has ended. */
  async begin(kind: RegExp, act: () => Promise<unknown>): Promise<() => Promise<void>> {
    const number = this.#begun++;
    await this.page.evaluate(keepDone(kind, number));
    await act();
    return () => this.page.evaluate(`globalThis.done[${number}]`);
  }

  /** Performs an action, and waits until the command that it triggered has ended. */
  async complete(kind: RegExp, act: () => Promise<unknown>): Promise<void> {
    const end = await this.begin(kind, act);
    await end();
  }

  /** Starts to run all cells, and returns a function that waits until they have run. */
  beginAll(): Promise<() => Promise<void>> {
    return this.begin(/run-all/, () => this.menu("Run", "Run All Cells"));
  }

  /**
   * Runs all cells.
   * @param lines the lines to enter where a cell asks for one, each with the number of the cell
   */
  async runAll(lines: [cell: number, line: string][] = []): Promise<void> {
    const end = await this.beginAll();
    for (const [cell, line] of lines) await this.enter(cell, line);
    await end();
  }

  /** Selects a cell. */
  async select(index: number): Promise<Locator> {
    const cell = this.cells.nth(index);
    await cell.locator(".jp-InputPrompt").click();
    return cell;
  }

  /** Starts to run a cell. Returns a function that waits until it has run, and its outputs. */
  async beginCell(index: number): Promise<{ end: () => Promise<void>; outputs: Locator }> {
    const cell = await this.select(index);
    const end = await this.begin(/run-cell/, () => this.page.keyboard.press("Control+Enter"));
    return { end, outputs: cell.locator(".jp-OutputArea-output") };
  }

  /** The texts of the outputs of a cell. */
  outputs(index: number): Promise<string[]> {
    return this.cells.nth(index).locator(".jp-OutputArea-output").allTextContents();
  }

  /** The input box of a cell. */
  inputBox(index: number): Locator {
    return this.cells.nth(index).locator(".jp-Stdin-input");
  }

  /** Waits for the input box of a cell, and enters a line there. Returns its prompt when the box is gone. */
  async enter(index: number, line: string): Promise<string | null> {
    const prompt = await this.cells.nth(index).locator(".jp-Stdin-prompt").textContent();
    await this.inputBox(index).fill(line);
    await this.inputBox(index).press("Enter");
    await this.inputBox(index).waitFor({ state: "detached" });
    return prompt;
  }

  /** Interrupts the kernel. */
  async interrupt(): Promise<void> {
    await this.complete(/interrupt/, () =>
      this.notebook.getByTitle("Interrupt the kernel").click(),
    );
  }

  /** Runs a cell, and returns the texts of its outputs. */
  async run(index: number): Promise<string[]> {
    const { end, outputs } = await this.beginCell(index);
    await end();
    return outputs.allTextContents();
  }

  /** Opens another notebook beside those that are open. */
  async openAnother(path: string): Promise<void> {
    await this.page.locator(".jp-DirListing-item").getByText(path, { exact: true }).dblclick();
    await this.bringToFront(path);
    await this.cells.first().waitFor();
    await this.idle();
  }

  /** Brings an open notebook to the front. */
  async bringToFront(path: string): Promise<void> {
    const tab = this.page.locator("#jp-main-dock-panel .lm-TabBar-tab", { hasText: path });
    await tab.click();
    await this.page.locator("#jp-main-dock-panel .lm-mod-current", { hasText: path }).waitFor();
  }

  /** Saves the notebook. */
  async save(): Promise<void> {
    await this.complete(/docmanager:save$/, () => this.page.keyboard.press("Control+S"));
  }
}

async function endKernels({ origin, token }: Lab): Promise<void> {
  const headers = { Authorization: `token ${token}` };
  const sessions = await (await fetch(`${origin}/api/sessions`, { headers })).json();
  for (const { id } of sessions as { id: string }[]) {
    await fetch(`${origin}/api/sessions/${id}`, { method: "DELETE", headers });
  }
}

const COMPARE = `
import sys
from pathlib import Path
scripts, saved, now = sys.argv[1:]
sys.path.insert(0, scripts)
from check import differences
from notebook import read
print("\\n".join(differences(read(Path(saved)), read(Path(now)), "in JupyterLab")))`;

/** How the outputs of a notebook in a lab differ from those of the project's. */
export async function differences(lab: Lab, path: string): Promise<string> {
  const files = [join(root, "notebooks", path), join(lab.folder, path)];
  const args = ["-c", COMPARE, join(root, "tools/notebooks"), ...files];
  const { code: status, stdout, stderr } = await run(interpreter, args);
  assert.equal(status, 0, stderr);
  return stdout.trim();
}
