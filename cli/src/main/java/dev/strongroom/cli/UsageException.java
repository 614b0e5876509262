// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

/// The command was used in a way that can't be carried out; the message tells the user.
final class UsageException extends Exception {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
