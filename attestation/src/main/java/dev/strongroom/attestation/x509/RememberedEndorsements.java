// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.x509;

import dev.strongroom.attestation.Bytes;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// Endorsements that were read, and whose key signed them: lists, collateral, manifests, and the
/// certificates of those who sign such things. Least recently used forgotten first. Thread-safe.
///
/// What is kept are facts about bytes, and the same bytes are compared, all of them: what they say,
/// and that a key signed them. Neither changes with time or policy. Whether that key may sign them,
/// whose it is, dates, and what follows for the evidence is judged anew each time. Only what was
/// found signed on a path from a pinned root gets in, so nobody else can fill the memory.
public final class RememberedEndorsements {
  private static final int PER_PATH = 4;
  private static final int MOST_BYTES = 16 << 20;

  /// Reads one form of endorsement.
  ///
  /// @param <T> what is read
  /// @param <X> what is wrong with others
  @FunctionalInterface
  public interface Reader<T, X extends Exception> {
    /// Reads it; the same bytes always read the same.
    T read(Bytes encoded) throws X;
  }

  /// The hash looks at some bytes only: makers' documents differ in many, and nobody else's are
  /// kept.
  private record Id(Class<?> form, Bytes encoded) {
    private static final int LOOKED_AT = 64;

    @Override
    public int hashCode() {
      int length = encoded.length();
      int hash = 31 * form.hashCode() + length;
      for (int i = 1; i <= LOOKED_AT && length > 0; i++) {
        hash = 31 * hash + encoded.at((int) ((long) i * (length - 1) / LOOKED_AT));
      }
      return hash;
    }
  }

  private record Known(Object value, Bytes signer) {}

  private final int capacity;
  private final LinkedHashMap<Id, Known> endorsements = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /// Room for the endorsements that come with so many paths.
  RememberedEndorsements(int paths) {
    this.capacity = Math.multiplyExact(paths, PER_PATH);
  }

  /// A memory for nothing.
  public static RememberedEndorsements none() {
    return new RememberedEndorsements(0);
  }

  private @Nullable Known find(Class<?> form, Bytes encoded) {
    if (capacity == 0) {
      return null;
    }
    Id id = new Id(form, encoded);
    synchronized (endorsements) {
      return endorsements.get(id);
    }
  }

  /// What the bytes say: remembered, or read.
  public <T, X extends Exception> T read(Class<T> form, Bytes encoded, Reader<T, X> reader)
      throws X {
    Known known = find(form, encoded);
    return known == null ? reader.read(encoded) : form.cast(known.value());
  }

  /// Whether it is remembered that a key signed the bytes.
  ///
  /// @param signer SubjectPublicKeyInfo, DER
  public boolean signed(Class<?> form, Bytes encoded, Bytes signer) {
    Known known = find(form, encoded);
    return known != null && known.signer().equals(signer);
  }

  /// Remembers that a key on a path from a pinned root signed the bytes.
  ///
  /// @param signer SubjectPublicKeyInfo, DER
  public <T, X extends Exception> void remember(
      Class<T> form, Bytes encoded, Bytes signer, Reader<T, X> reader) throws X {
    if (capacity == 0 || encoded.length() > MOST_BYTES || signed(form, encoded, signer)) {
      return;
    }
    // Bytes of its own: a slice keeps alive whatever it was cut from.
    Bytes own = Bytes.copyOf(encoded.toByteArray());
    Known known = new Known(reader.read(own), Bytes.copyOf(signer.toByteArray()));
    synchronized (endorsements) {
      bytes += endorsements.put(new Id(form, own), known) == null ? own.length() : 0;
      while (endorsements.size() > capacity || bytes > MOST_BYTES) {
        Id oldest = endorsements.firstEntry().getKey();
        endorsements.remove(oldest);
        bytes -= oldest.encoded().length();
      }
    }
  }
}
