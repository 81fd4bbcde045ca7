import ts from "typescript";

/** The imports of all cells, which a module has at its top. */
export class ScriptImports {
  /** @type {Map<string, string>} What each imported name stands for. */
  #origins = new Map();
  /** @type {Map<string, Set<string>>} The names in braces, by the start and the end of their declaration. */
  #named = new Map();
  /** @type {Set<string>} */
  #others = new Set();

  /** @param {string} name */
  has(name) {
    return this.#origins.has(name);
  }

  /**
   * Moves an import to the top, unless its names stand for something else there.
   * @param {ts.ImportDeclaration} declaration
   * @returns {{ code: string, names: string[] }} what replaces the declaration, and the names that this declares
   */
  add(declaration) {
    const from = sourceOf(declaration);
    const bindings = bindingsOf(declaration);
    if (bindings.length === 0) this.#others.add(`import ${from};`);
    const late = bindings.filter((binding) => !this.#hoist(binding, from));
    const module = declaration.moduleSpecifier.getText();
    return {
      code: late.map(({ pattern }) => `const ${pattern} = await import(${module});`).join("\n"),
      names: late.map(({ local }) => local),
    };
  }

  /**
   * @param {Binding} binding
   * @param {string} from
   * @returns {boolean} false if the name is taken
   */
  #hoist({ keyword, local, imported, clause }, from) {
    const origin = `${imported} of ${from}`;
    const known = this.#origins.get(local);
    if (known !== undefined && known !== origin) return false;
    this.#origins.set(local, origin);
    if (imported === "*" || imported === "default") {
      this.#others.add(`${keyword} ${clause} from ${from};`);
    } else {
      const key = `${keyword} {} from ${from};`;
      this.#named.set(key, (this.#named.get(key) ?? new Set()).add(clause));
    }
    return true;
  }

  toString() {
    const named = [...this.#named].map(([declaration, clauses]) =>
      declaration.replace("{}", () => `{ ${[...clauses].join(", ")} }`),
    );
    return [...this.#others, ...named].join("\n");
  }
}

/**
 * @typedef {object} Binding
 * @property {string} keyword `import` or `import type`
 * @property {string} local
 * @property {string} imported the name in the other module
 * @property {string} clause as an import declaration writes it
 * @property {string} pattern as a declaration of a variable writes it
 */

/**
 * @param {ts.ImportDeclaration} declaration
 * @returns {Binding[]}
 */
function bindingsOf({ importClause }) {
  if (!importClause) return [];
  const { name, namedBindings, phaseModifier } = importClause;
  const keyword = phaseModifier === ts.SyntaxKind.TypeKeyword ? "import type" : "import";
  /** @type {Binding[]} */
  const bindings = [];
  if (name) {
    const local = name.text;
    const pattern = `{ default: ${local} }`;
    bindings.push({ keyword, local, imported: "default", clause: local, pattern });
  }
  if (namedBindings && ts.isNamespaceImport(namedBindings)) {
    const local = namedBindings.name.text;
    bindings.push({ keyword, local, imported: "*", clause: `* as ${local}`, pattern: local });
  }
  if (namedBindings && ts.isNamedImports(namedBindings)) {
    for (const element of namedBindings.elements) {
      const local = element.name.text;
      const imported = (element.propertyName ?? element.name).getText();
      const pattern = imported === local ? `{ ${local} }` : `{ ${imported}: ${local} }`;
      bindings.push({ keyword, local, imported, clause: element.getText(), pattern });
    }
  }
  return bindings;
}

/** @param {ts.ImportDeclaration} declaration */
function sourceOf({ moduleSpecifier, attributes }) {
  return [moduleSpecifier, attributes].flatMap((node) => node?.getText() ?? []).join(" ");
}
