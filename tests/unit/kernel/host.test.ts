import assert from "node:assert/strict";
import { it } from "node:test";
import { createHost, type Services } from "#day29/kernel/host.js";
import type { Interpreter } from "#day29/kernel/interpreter.js";
import { Output } from "#day29/kernel/output.js";
import type { Channels } from "#day29/kernel/transport/channels.js";
import type { Content } from "#day29/kernel/transport/wire.js";

it("the host refuses an update without an id", () => {
  const texts: unknown[] = [];
  const push = ({ data }: Content) => texts.push((data as { "text/plain": string })["text/plain"]);
  const output = new Output({
    publish: (_type: string, content: Content) => push(content),
    updateDisplay: (_id: string, content: Content) => push(content),
  } as unknown as Channels);
  const frame = (text: string) => ({ "text/plain": text });
  const { display } = createHost({ output } as Services);
  assert.throws(() => display(frame("1"), { update: true }), /^TypeError: .* needs an id/);
  display(frame("2"));
  display(frame("3"), { id: "one" });
  display(frame("4"), { id: "one", update: true });
  assert.deepEqual(texts, ["2", "3", "4"]);
});

it("the host reports interrupts until the listener is removed", () => {
  const listeners = new Set<() => void>();
  const interpreter = {
    onInterrupt(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as Interpreter;
  const { onInterrupt } = createHost({ interpreter } as Services);
  let interrupts = 0;
  const remove = onInterrupt(() => interrupts++);
  for (const listener of listeners) listener();
  remove();
  for (const listener of listeners) listener();
  assert.equal(interrupts, 1);
});
