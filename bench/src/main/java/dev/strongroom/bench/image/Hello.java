// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.image;

/// The least that a JVM can say: what an enclave's boot is measured against.
public final class Hello {
  static final String WORD = "hello from process 1";

  private Hello() {}

  /// Says it.
  public static void main(String[] ignored) {
    System.out.println(WORD);
  }
}
