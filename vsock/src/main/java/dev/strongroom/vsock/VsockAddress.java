// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

/// One end of a vsock connection. Both numbers are unsigned 32-bit values.
///
/// @param cid the context identifier: which machine
/// @param port ports below 1024 can only be bound with the capability CAP_NET_BIND_SERVICE
/// @param toHost connect through this machine's own hypervisor even if `cid` could be a guest of
///   this machine: what a virtual machine needs that itself runs others (VMADDR_FLAG_TO_HOST, Linux
///   5.11)
public record VsockAddress(int cid, int port, boolean toHost) {
  /// For binding: whatever this machine's CIDs are.
  public static final int CID_ANY = -1;

  /// The hypervisor itself; nothing that applications use today listens there.
  public static final int CID_HYPERVISOR = 0;

  /// This machine, if its kernel has the loopback transport.
  public static final int CID_LOCAL = 1;

  /// The machine that runs this one, as QEMU and Firecracker count.
  public static final int CID_HOST = 2;

  /// The parent instance, seen from an AWS Nitro enclave.
  public static final int CID_ENCLAVE_PARENT = 3;

  /// For binding: a free port, chosen by the kernel.
  public static final int PORT_ANY = -1;

  /// An address without flags.
  public VsockAddress(int cid, int port) {
    this(cid, port, false);
  }

  /// `port` of whatever CIDs this machine has, for binding.
  public static VsockAddress any(int port) {
    return new VsockAddress(CID_ANY, port);
  }

  /// The same, reached through this machine's own hypervisor in any case.
  public VsockAddress viaHost() {
    return new VsockAddress(cid, port, true);
  }

  /// Such as `vsock:3:9000`; `*` stands for any.
  @Override
  public String toString() {
    return "vsock:"
        + (cid == CID_ANY ? "*" : Integer.toUnsignedString(cid))
        + ":"
        + (port == PORT_ANY ? "*" : Integer.toUnsignedString(port))
        + (toHost ? "!" : "");
  }
}
