// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.doctor;

/// What one check found.
public sealed interface Diagnosis {
  /// What was looked at, in a word or two.
  String check();

  /// What was seen.
  String seen();

  /// All is well.
  record Fine(String check, String seen) implements Diagnosis {}

  /// An enclave can run, and something will be worse than it could be.
  ///
  /// @param wanted what would be well
  /// @param remedy what to do
  record Warning(String check, String seen, String wanted, String remedy) implements Diagnosis {}

  /// An enclave can't run.
  ///
  /// @param wanted what is needed
  /// @param remedy what to do
  record Problem(String check, String seen, String wanted, String remedy) implements Diagnosis {}
}
