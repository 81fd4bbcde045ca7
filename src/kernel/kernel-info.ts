/** The content of the reply to `kernel_info_request`. */
import { TSLAB_VERSION, TYPESCRIPT_VERSION } from "./tslab/packages.js";

/** Jupyter saves this in every notebook, so it must be the same on all machines. */
const LANGUAGE_INFO = {
  name: "typescript",
  version: TYPESCRIPT_VERSION,
  mimetype: "text/typescript",
  file_extension: ".ts",
  codemirror_mode: "typescript",
  pygments_lexer: "typescript",
};

/** What the kernel is and supports. */
export const KERNEL_INFO = {
  status: "ok",
  protocol_version: "5.3",
  implementation: "tslab",
  implementation_version: TSLAB_VERSION,
  banner: `TypeScript ${TYPESCRIPT_VERSION} on Node.js ${process.versions.node}`,
  help_links: [],
  language_info: LANGUAGE_INFO,
  // Later versions of the protocol replace the first field by the second. A front end that reads neither, as JupyterLab,
  // looks into the kernelspec's metadata, which must not have `debugger` either.
  debugger: false,
  supported_features: [],
};
