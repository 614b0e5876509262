// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

/// What the process's exit status says.
final class ExitStatus {
  /// Everything was accepted (`inspect`: is genuine).
  static final int ACCEPTED = 0;

  /// Something was refused.
  static final int REFUSED = 1;

  /// Something was malformed or unreadable, or the command was used wrongly.
  static final int UNUSABLE = 2;

  /// Nothing was done yet: others have to approve first.
  static final int PENDING = 3;

  private ExitStatus() {}
}
