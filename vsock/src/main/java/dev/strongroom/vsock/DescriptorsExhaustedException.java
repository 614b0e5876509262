// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import java.net.SocketException;

/// The process or the system has no file descriptor left.
///
/// Nothing is broken: close something, or wait and try again. A connection that couldn't be
/// accepted for this reason stays in the queue.
public final class DescriptorsExhaustedException extends SocketException {
  private static final long serialVersionUID = 1;

  DescriptorsExhaustedException(String message) {
    super(message);
  }
}
