// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.dossier;

import dev.strongroom.enclave.notary.Beside;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was decided about a dossier: what is entered, and what is answered then.
///
/// @param <T> the answer
public sealed interface Step<T> {
  /// Gives the answer.
  ///
  /// @param <T> the answer
  @FunctionalInterface
  interface Answer<T> {
    /// Gives the answer.
    ///
    /// @param receipts of what was entered, the dossier's own first
    T given(Receipts receipts) throws Exception;
  }

  /// Gives the answer where nothing is entered.
  ///
  /// @param <T> the answer
  @FunctionalInterface
  interface Plain<T> {
    /// Gives the answer.
    T given() throws Exception;
  }

  /// Nothing is entered.
  ///
  /// @param answer given at once
  record Nothing<T>(Plain<T> answer) implements Step<T> {}

  /// Something is entered.
  ///
  /// @param members of the entry, with `kind`; time, number and the rest are added
  /// @param birth the first entry of another dossier, entered together with this or not at all
  /// @param answer given when all is durable and cosigned
  record Enter<T>(Map<String, ?> members, Optional<Birth> birth, Answer<T> answer)
      implements Step<T> {
    /// Enters about this dossier only.
    public Enter(Map<String, ?> members, Answer<T> answer) {
      this(members, Optional.empty(), answer);
    }
  }

  /// The first entry of a dossier that nobody knows of yet.
  ///
  /// @param about what it is about
  /// @param members of the entry, with `kind`
  /// @param beside what is stored in the same atomic write
  record Birth(String about, Map<String, ?> members, List<Beside> beside) {
    /// Copies the list.
    public Birth {
      beside = List.copyOf(beside);
    }
  }
}
