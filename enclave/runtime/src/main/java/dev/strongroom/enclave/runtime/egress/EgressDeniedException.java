// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.egress;

import java.io.IOException;

/// The measured allow-list doesn't have this place. Nothing was sent.
public final class EgressDeniedException extends IOException {
  private static final long serialVersionUID = 1;

  EgressDeniedException(String message) {
    super(message);
  }
}
