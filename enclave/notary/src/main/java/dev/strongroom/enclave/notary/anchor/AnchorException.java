// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An anchor that isn't there. Its message is for the host's logs: short and printable.
final class AnchorException extends Exception {
  private static final long serialVersionUID = 1;
  private static final int SHOWN = 160;

  private final AnchorFailure failure;
  private final String detail;

  /// @param detail also somebody else's text
  AnchorException(AnchorFailure failure, @Nullable String detail) {
    super(failure.code() + ": " + shown(detail));
    this.failure = failure;
    this.detail = shown(detail);
  }

  private static String shown(@Nullable String text) {
    String printable = text == null ? "" : text.replaceAll("[^ -~]", "?");
    return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "...";
  }

  AnchorFailure failure() {
    return failure;
  }

  /// The message without the failure's code.
  String detail() {
    return detail;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
