// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.io.ByteArrayOutputStream;
import java.util.Collection;

/// Puts JSON together of values as they are written. Used once.
public final class RawObject {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /// An object that is begun.
  public RawObject() {
    out.write('{');
  }

  /// One member more.
  ///
  /// @param value JSON
  public RawObject with(String name, Bytes value) {
    if (out.size() > 1) {
      out.write(',');
    }
    write(Bytes.utf8(CanonicalJson.text(name)));
    out.write(':');
    write(value);
    return this;
  }

  /// One member more.
  ///
  /// @param value as [CanonicalJson] takes it
  public RawObject with(String name, Object value) {
    return with(name, CanonicalJson.encode(value));
  }

  /// The object.
  public Bytes end() {
    out.write('}');
    return Bytes.copyOf(out.toByteArray());
  }

  /// A list.
  ///
  /// @param values JSON
  public static Bytes list(Collection<Bytes> values) {
    ByteArrayOutputStream list = new ByteArrayOutputStream();
    list.write('[');
    for (Bytes value : values) {
      if (list.size() > 1) {
        list.write(',');
      }
      list.writeBytes(value.toByteArray());
    }
    list.write(']');
    return Bytes.copyOf(list.toByteArray());
  }

  private void write(Bytes bytes) {
    out.writeBytes(bytes.toByteArray());
  }
}
