// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.attestation.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// The name of a sealed value: parts, such as `wallets`, `7` and `key`, of which each is a folder
/// of those that start with the same parts. Parts may come from strangers: none can reach into
/// another folder, whatever it holds.
///
/// @param parts at least one, and at most [#MAX_LENGTH] bytes; none is empty or has U+0000 or half
///   a surrogate pair in it. Where names are plain, they and their purpose must fit into a key of
///   [StorageLimits#MAX_KEY] bytes; where they are hidden, there is room for 31 parts
public record Name(List<String> parts) {
  /// Bytes of all parts in UTF-8, with one more for each.
  public static final int MAX_LENGTH = 4096;

  /// Refuses what isn't a name.
  ///
  /// @throws IllegalArgumentException if it isn't
  public Name {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a name without parts");
    }
    for (String part : parts) {
      if (part.isEmpty() || part.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("an empty part of a name, or one with U+0000");
      }
      // What UTF-8 can't write it writes as a question mark: two names would be one.
      if (!part.equals(Bytes.utf8(part).asUtf8())) {
        throw new IllegalArgumentException("a part of a name isn't Unicode text");
      }
    }
    if (length(parts) > MAX_LENGTH) {
      throw new IllegalArgumentException("a name of more than " + MAX_LENGTH + " bytes");
    }
  }

  /// A name of these parts.
  public static Name of(String... parts) {
    return new Name(List.of(parts));
  }

  /// A name in the folder that this one is.
  public Name child(String part) {
    List<String> longer = new ArrayList<>(parts);
    longer.add(part);
    return new Name(longer);
  }

  /// The first `count` parts in UTF-8, each followed by a zero byte. So a folder's encoding is what
  /// the encodings of all that it holds start with, and no others.
  Bytes encoded(int count) {
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    for (String part : parts.subList(0, count)) {
      encoded.writeBytes(Bytes.utf8(part).toByteArray());
      encoded.write(0);
    }
    return Bytes.copyOf(encoded.toByteArray());
  }

  Bytes encoded() {
    return encoded(parts.size());
  }

  private static long length(List<String> parts) {
    return parts.stream().mapToLong(part -> Bytes.utf8(part).length() + 1L).sum();
  }

  /// Reads what [#encoded] wrote.
  ///
  /// @throws IllegalArgumentException if it didn't
  static Name decode(Bytes encoded) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < encoded.length(); i++) {
      if (encoded.at(i) == 0) {
        String part = encoded.slice(start, i).asUtf8();
        if (part == null) {
          throw new IllegalArgumentException("a part of a name isn't UTF-8");
        }
        parts.add(part);
        start = i + 1;
      }
    }
    if (start != encoded.length()) {
      throw new IllegalArgumentException("a part of a name has no end");
    }
    return new Name(parts);
  }
}
