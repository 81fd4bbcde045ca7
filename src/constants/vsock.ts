/** The constants of `<linux/vm_sockets.h>`. */
import type { Family, VsockAddress } from "../address-family.js";
import { platform } from "../sys/platform.js";

const { constants, vsock } = platform;

/** Address family: sockets between virtual machines and their host, see vsock(7). */
export const AF_VSOCK: Family<VsockAddress> = constants.AF_VSOCK;
/** Context of `AF_VSOCK`: any, for `bind()`. */
export const VMADDR_CID_ANY: number = vsock.VMADDR_CID_ANY;
/** Context of `AF_VSOCK`: the host. */
export const VMADDR_CID_HOST: number = vsock.VMADDR_CID_HOST;
/** Context of `AF_VSOCK`: this machine itself, where the kernel has the transport for it. */
export const VMADDR_CID_LOCAL: number = vsock.VMADDR_CID_LOCAL;
/** Port of `AF_VSOCK`: any free one, for `bind()`. */
export const VMADDR_PORT_ANY: number = vsock.VMADDR_PORT_ANY;
/** The version of sockets of `AF_VSOCK` that is not known. */
export const VM_SOCKETS_INVALID_VERSION: number = vsock.VM_SOCKETS_INVALID_VERSION;
/** Option of level `AF_VSOCK`: the size of the buffer, in bytes. */
export const SO_VM_SOCKETS_BUFFER_SIZE: number = vsock.SO_VM_SOCKETS_BUFFER_SIZE;
/** Option of level `AF_VSOCK`: the minimum size of the buffer, in bytes. */
export const SO_VM_SOCKETS_BUFFER_MIN_SIZE: number = vsock.SO_VM_SOCKETS_BUFFER_MIN_SIZE;
/** Option of level `AF_VSOCK`: the maximum size of the buffer, in bytes. */
export const SO_VM_SOCKETS_BUFFER_MAX_SIZE: number = vsock.SO_VM_SOCKETS_BUFFER_MAX_SIZE;
/** Request of ioctl(2) on `/dev/vsock`: the context of this machine. */
export const IOCTL_VM_SOCKETS_GET_LOCAL_CID: number = vsock.IOCTL_VM_SOCKETS_GET_LOCAL_CID;
