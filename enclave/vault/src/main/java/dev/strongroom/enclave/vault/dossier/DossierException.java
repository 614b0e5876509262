// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.dossier;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A dossier can't be read or gone on with: the host's store fails, or was changed.
public final class DossierException extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;

  /// @param code stable, such as `store-unavailable`
  /// @param message for people; holds nothing secret
  public DossierException(String code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /// Which failure it is.
  public String code() {
    return code;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
