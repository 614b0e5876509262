// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

/// One of the two that are compared.
public enum Side {
  /// The one named first.
  FIRST,
  /// The other.
  SECOND;

  /// In lower case.
  @Override
  public String toString() {
    return this == FIRST ? "first" : "second";
  }
}
