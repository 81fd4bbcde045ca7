// Groups the reference by subject, so that the classes are not lost among two hundred constants.
import { relative } from "node:path";
import { Application, Comment, CommentTag, Converter, ReflectionKind } from "typedoc";
import { inProject } from "../setup/paths.mjs";

/**
 * Patterns of the file and name of a symbol (`wait/index: setWaiting`). The first match counts;
 * the reference lists the subjects in this order.
 * @type {[subject: string, fits: RegExp][]}
 */
const subjects = [
  ["Sockets", /^socket\/(?!sockopt:)/],
  ["Addresses and names", /^(address-family: |net\/)/],
  ["Options", /^socket\/sockopt: /],
  ["io_uring", /^(mux\/(io-uring|uring\/)|constants\/uring: )/],
  ["Multiplexing", /^(mux\/(select|poll|epoll)|file-descriptor): /],
  ["Selectors", /^mux\/selectors\//],
  ["Masks and bits", /^(mux\/event-names|inspect\/bits): /],
  ["Inside the kernel", /^inspect\//],
  ["Waiting", /^wait\//],
  ["Errors", /^errors: /],
  ["Times", /^text\/ctime: /],
  ["Constants of events", /^constants: E?POLL/],
  ["Constants of families, types and protocols", /^constants(\/\w+)?: (AF|SOCK|IPPROTO)_/],
  ["Constants of options", /^constants(\/\w+)?: (SOL|SO|IP|IPV6|TCP|UDPLITE|IOCTL_VM)_/],
  ["Constants of flags", /^constants: (MSG|SHUT|SCM)_/],
  ["Constants of names", /^constants: (AI|EAI|NI)_/],
  [
    "Constants of limits",
    /^constants(\/\w+)?: (SOMAXCONN|FD_SETSIZE|PIPE_BUF|VM_SOCKETS_INVALID_VERSION|(INADDR|IPPORT|VMADDR)_\w+)$/,
  ],
  ["Servers", /^(servers\/(?!runtime\/(serve|server):|events:)|http\/limits: HttpLimits)/],
  ["Running servers", /^servers\/runtime\/(serve|server): /],
  ["Server events", /^(servers\/events|http\/connection): |^http\/request: RequestHead$/],
  ["HTTP responses", /^http\/(request|response|output): /],
  ["In the cells of a notebook", /^notebook\//],
  ["Exercises", /^exercises\//],
];

/** @param {import("typedoc").Application} app */
export function load(app) {
  app.on(Application.EVENT_BOOTSTRAP_END, () => {
    const order = subjects.map(([subject]) => subject);
    app.options.setValue("categoryOrder", order);
  });
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (!reflection.parent?.kindOf(ReflectionKind.Module)) return;
    const [declaration] = context.getSymbolFromReflection(reflection)?.declarations ?? [];
    const path = relative(inProject("src"), declaration?.getSourceFile().fileName ?? "");
    const symbol = `${path.replace(/\.ts$/, "")}: ${reflection.name}`;
    const subject = subjects.find(([, fits]) => fits.test(symbol))?.[0];
    if (subject === undefined) {
      const message = `${symbol} has no subject: add it to tools/docs/subjects.mjs`;
      app.logger.error(/** @type {import("typedoc").TranslatedString} */ (message));
      return;
    }
    reflection.comment ??= new Comment();
    reflection.comment.blockTags.push(
      new CommentTag("@category", [{ kind: "text", text: subject }]),
    );
  });
}
