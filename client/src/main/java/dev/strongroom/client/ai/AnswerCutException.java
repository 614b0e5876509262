// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// An answer broke off: what was read of it is the gateway's, but isn't all.
public final class AnswerCutException extends IOException {
  private static final long serialVersionUID = 1;

  /// In errors.
  public static final String CODE = "answer-cut";

  AnswerCutException(String why, @Nullable Throwable cause) {
    super(why, cause);
  }
}
