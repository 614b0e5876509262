// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

/// A program that doesn't get as far as its `main`.
final class BrokenProgram {
  private static final int NOTHING = Integer.parseInt("a secret");

  private BrokenProgram() {}

  /// Never gets here.
  public static void main(String[] arguments) {
    System.out.println(NOTHING);
  }

  /// Isn't static.
  static final class Instance {
    public void main(String[] arguments) {
      System.out.println("never");
    }
  }

  /// Has none.
  static final class None {}
}
