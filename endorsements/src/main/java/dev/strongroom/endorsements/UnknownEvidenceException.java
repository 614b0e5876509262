// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

/// Evidence of which nothing can be told that endorsements could be asked for by.
public final class UnknownEvidenceException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param message what is wrong with it
  public UnknownEvidenceException(String message) {
    super(message);
  }
}
