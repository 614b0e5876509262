// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.wire;

/// The ports of the wire: numbers that both ends know.
public final class Port {
  /// Where the enclave listens for clients' connections: TLS.
  public static final int SERVICE = 8443;

  /// Where the host listens for the enclave's state, logs and figures.
  public static final int CONTROL = 7000;

  /// Where the host offers storage (`docs/storage-protocol.md`).
  public static final int STORAGE = 7001;

  /// Where the host makes connections to the outside.
  public static final int EGRESS = 7002;

  /// Where the host hands in its credentials for AWS.
  public static final int CREDENTIALS = 7003;

  /// Where the host brings content by its digest (`docs/content-protocol.md`).
  public static final int CONTENT = 7004;

  /// Where a TDX guest finds the host's quote generation service, which Intel decided.
  public static final int QUOTES = 4050;

  /// Where the parent of a Nitro enclave answers its heartbeat, which AWS decided.
  public static final int HEARTBEAT = 9000;

  private Port() {}
}
