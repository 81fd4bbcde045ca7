/** The constants of `<linux/io_uring.h>` that completions contain. */
import { uring } from "../sys/linux-uring.js";

/** Flag of a completion of `IoUring`: the data is in one of the ring's buffers. */
export const IORING_CQE_F_BUFFER: number = uring.IORING_CQE_F_BUFFER;
/** Flag of a completion of `IoUring`: the operation continues, and will complete again. */
export const IORING_CQE_F_MORE: number = uring.IORING_CQE_F_MORE;
/** Flag of a completion of `IoUring`: more data has arrived than was received. */
export const IORING_CQE_F_SOCK_NONEMPTY: number = uring.IORING_CQE_F_SOCK_NONEMPTY;
