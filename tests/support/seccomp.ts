/** A child process in which a system call fails, as in a container whose seccomp profile refuses it. */

/**
 * Returns the beginning of a script: from then on the calls of that number fail with `errno` in its main thread. See
 * seccomp(2).
 */
export function refusing(number: number, errno: number): string {
  return `
    import koffi from "koffi";
    const prctl = koffi.load(null).func(
      "int prctl(int option, unsigned long a, uintptr_t b, unsigned long c, unsigned long d)",
    );
    // Load the number of the call; if it is this one, return the errno; allow all others.
    const filter = Buffer.alloc(4 * 8);
    [[0x20, 0, 0, 0], [0x15, 0, 1, ${number}], [0x06, 0, 0, 0x50000 + ${errno}], [0x06, 0, 0, 0x7fff0000]].forEach(
      ([code, jt, jf, k], i) => {
        filter.writeUInt16LE(code, i * 8);
        filter.writeUInt8(jt, i * 8 + 2);
        filter.writeUInt8(jf, i * 8 + 3);
        filter.writeUInt32LE(k, i * 8 + 4);
      },
    );
    const program = Buffer.alloc(16);
    program.writeUInt16LE(4, 0);
    program.writeBigUInt64LE(koffi.address(filter), 8);
    // PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP
    if (prctl(38, 1, 0, 0, 0) !== 0 || prctl(22, 2, koffi.address(program), 0, 0) !== 0) {
      throw new Error("prctl failed: errno " + koffi.errno());
    }`;
}
