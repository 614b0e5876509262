// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import java.util.Arrays;
import java.util.Optional;

/// The errors that a module reports.
public enum NsmError {
  /// No error, which makes no sense where an error should be.
  SUCCESS("Success"),
  /// An argument is wrong.
  INVALID_ARGUMENT("InvalidArgument"),
  /// There is no such PCR.
  INVALID_INDEX("InvalidIndex"),
  /// The response doesn't belong to the request.
  INVALID_RESPONSE("InvalidResponse"),
  /// The PCR is locked.
  READ_ONLY_INDEX("ReadOnlyIndex"),
  /// The module can't do that, or can't read the request.
  INVALID_OPERATION("InvalidOperation"),
  /// It is done, but the response doesn't fit.
  BUFFER_TOO_SMALL("BufferTooSmall"),
  /// An argument is too long.
  INPUT_TOO_LARGE("InputTooLarge"),
  /// The module has failed.
  INTERNAL_ERROR("InternalError");

  private final String wireName;

  NsmError(String wireName) {
    this.wireName = wireName;
  }

  /// The name in the module's protocol.
  public String wireName() {
    return wireName;
  }

  static Optional<NsmError> of(String wireName) {
    return Arrays.stream(values()).filter(error -> error.wireName.equals(wireName)).findAny();
  }
}
