// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.mcp;

/// An argument of a tool is missing, or isn't what it has to be.
final class UnusableArgumentException extends Exception {
  private static final long serialVersionUID = 1;

  UnusableArgumentException(String message) {
    super(message);
  }
}
