// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.verification;

import java.util.Objects;

/// A reference manifest that can't be understood.
final class MalformedManifestException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedManifestException(String message) {
    super(message, null, false, false);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
