// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import java.util.Objects;

/// Somebody isn't who they say, as far as can be told.
public final class RefusedPrincipalException extends Exception {
  private static final long serialVersionUID = 1;

  private final PrincipalRefusal refusal;

  /// @param refusal why
  /// @param message more of it; says nothing of what was sent
  RefusedPrincipalException(PrincipalRefusal refusal, String message) {
    super(refusal.code() + ": " + message);
    this.refusal = refusal;
  }

  /// Why.
  public PrincipalRefusal refusal() {
    return refusal;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  static RefusedPrincipalException malformed(String what) {
    return new RefusedPrincipalException(PrincipalRefusal.MALFORMED, what);
  }
}
