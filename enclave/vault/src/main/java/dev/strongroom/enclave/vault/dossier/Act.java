// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.dossier;

/// Something that is done in a dossier.
///
/// @param <T> its answer
@FunctionalInterface
public interface Act<T> {
  /// Decides, seeing all that was decided before. Acts of one dossier are decided one after
  /// another.
  Step<T> decided(State state) throws Exception;
}
