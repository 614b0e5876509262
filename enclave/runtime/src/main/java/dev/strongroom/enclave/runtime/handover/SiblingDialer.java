// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.handover;

import dev.strongroom.enclave.runtime.wire.Link;
import java.io.IOException;

/// How an enclave, which has no network of its own, reaches its sibling. Nothing on the way is
/// trusted.
@FunctionalInterface
public interface SiblingDialer {
  /// Connects.
  ///
  /// @throws IOException if it can't be reached
  Link dial(String host, int port) throws IOException;
}
