// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.answer;

import java.io.IOException;

/// A back end's answer isn't HTTP/1.1 as it is understood here, or was cut short. Nothing of the
/// answer is in the message.
public final class MalformedAnswerException extends IOException {
  private static final long serialVersionUID = 1;

  /// @param message nothing of the answer is in it
  public MalformedAnswerException(String message) {
    super(message);
  }
}
