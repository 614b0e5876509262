// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.storage;

/// A frame isn't a request.
final class MalformedRequestException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedRequestException(String message) {
    // No stack trace: bad requests must not cost more than good ones.
    super(message, null, false, false);
  }
}
