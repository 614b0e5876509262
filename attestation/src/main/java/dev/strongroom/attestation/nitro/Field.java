// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import dev.strongroom.attestation.Bytes;
import java.util.Optional;

/// An optional field of a document. Absent, null and empty are three different statements.
public sealed interface Field {

  /// The key isn't there. Genuine documents always have all keys.
  record Absent() implements Field {}

  /// The value is null: the enclave gave none.
  record Null() implements Field {}

  /// The enclave gave a value, which may be empty.
  record Value(Bytes bytes) implements Field {}

  /// The bytes, if the enclave gave any value.
  default Optional<Bytes> value() {
    return this instanceof Value(Bytes bytes) ? Optional.of(bytes) : Optional.empty();
  }
}
