// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.x509;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.der.DerException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The CA certificates of verified paths, least recently used forgotten first; and beside them what
/// was signed on such paths.
public final class RememberedPaths implements PathCache {
  /// @param authorities from the root down, all checked against one another but for dates
  /// @param root what the root can be pinned by
  /// @param selfSigned whether the root's own signature was verified
  /// @param lastKey the key of the last authority, ready for use
  record Remembered(
      List<Certificate> authorities,
      PathVerifier.RootId root,
      boolean selfSigned,
      PublicKey lastKey) {}

  private final int capacity;
  private final LinkedHashMap<Bytes, Remembered> paths;
  private final RememberedEndorsements endorsements;

  /// Keeps up to `capacity` paths.
  public RememberedPaths(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("capacity below zero");
    }
    this.capacity = capacity;
    this.paths = new LinkedHashMap<>(16, 0.75f, true);
    this.endorsements = new RememberedEndorsements(capacity);
  }

  boolean remembers() {
    return capacity > 0;
  }

  RememberedEndorsements endorsements() {
    return endorsements;
  }

  @Nullable Remembered find(PathProfile profile, List<Bytes> authorities) {
    if (capacity == 0) {
      return null;
    }
    Bytes id = identify(profile, authorities);
    synchronized (paths) {
      return paths.get(id);
    }
  }

  void remember(PathProfile profile, List<Bytes> authorities, Remembered path) {
    if (capacity == 0) {
      return;
    }
    Bytes id = identify(profile, authorities);
    Remembered kept = detached(path);
    synchronized (paths) {
      paths.put(id, kept);
      if (paths.size() > capacity) {
        paths.remove(paths.firstEntry().getKey());
      }
    }
  }

  /// The same path in bytes of its own: a certificate is a slice, which keeps its whole document
  /// alive.
  private static Remembered detached(Remembered path) {
    List<Certificate> copies = new ArrayList<>();
    for (Certificate certificate : path.authorities()) {
      try {
        copies.add(Certificate.parse(Bytes.copyOf(certificate.encoded().toByteArray())));
      } catch (DerException e) {
        throw new IllegalStateException("what was read once reads again", e);
      }
    }
    return new Remembered(List.copyOf(copies), path.root(), path.selfSigned(), path.lastKey());
  }

  static Bytes sha256(Bytes... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Bytes part : parts) {
        part.updateTo(digest);
      }
      return Bytes.copyOf(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// Lengths go in as well: the same bytes cut in other places are other certificates. So does the
  /// profile: what is right under one may be wrong under another.
  private static Bytes identify(PathProfile profile, List<Bytes> authorities) {
    Bytes[] parts = new Bytes[2 * authorities.size() + 1];
    for (int i = 0; i < authorities.size(); i++) {
      Bytes authority = authorities.get(i);
      parts[2 * i] = Bytes.copyOf(ByteBuffer.allocate(4).putInt(authority.length()).array());
      parts[2 * i + 1] = authority;
    }
    parts[2 * authorities.size()] = Bytes.utf8(profile.words());
    return sha256(parts);
  }
}
