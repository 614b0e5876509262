// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// There is no new certificate.
public final class CertificateException extends Exception {
  private static final long serialVersionUID = 1;

  private final CertificateProblem problem;
  private final @Nullable Instant notBefore;

  /// @param detail for the operator; holds nothing secret
  /// @param cause for the enclave only
  public CertificateException(
      CertificateProblem problem, String detail, @Nullable Throwable cause) {
    this(problem, detail, cause, null);
  }

  /// @param notBefore when the authority wants to be asked again
  public CertificateException(
      CertificateProblem problem,
      String detail,
      @Nullable Throwable cause,
      @Nullable Instant notBefore) {
    super(Printable.of(detail), cause);
    this.problem = problem;
    this.notBefore = notBefore;
  }

  /// Why.
  public CertificateProblem problem() {
    return problem;
  }

  /// For the operator.
  public String detail() {
    return String.valueOf(getMessage());
  }

  /// When the authority wants to be asked again, if it says so.
  public Optional<Instant> notBefore() {
    return Optional.ofNullable(notBefore);
  }
}
