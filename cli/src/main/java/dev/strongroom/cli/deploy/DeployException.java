// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.deploy;

/// A folder can't be written; the message tells the user why.
public final class DeployException extends Exception {
  private static final long serialVersionUID = 1;

  DeployException(String message) {
    super(message);
  }
}
