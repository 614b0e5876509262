// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.receipt;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The files of a folder by their digests. Its own digest stands for them all, so that one receipt
/// is enough for a folder, and each file can be checked alone.
///
/// @param files SHA-256 (32 bytes) by path: relative, parts apart by `/`, none of them `.` or `..`
public record Manifest(SortedMap<String, Bytes> files) {
  private static final int VERSION = 1;
  private static final int DIGEST = 32;

  /// Copies the map, and checks it.
  ///
  /// @throws IllegalArgumentException if a path or a digest can't be one, or there are none
  public Manifest {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    if (files.isEmpty()) {
      throw new IllegalArgumentException("a manifest without files");
    }
    for (Map.Entry<String, Bytes> file : files.entrySet()) {
      if (!isPath(file.getKey())) {
        throw new IllegalArgumentException("a path that leads out, or nowhere");
      }
      if (file.getValue().length() != DIGEST) {
        throw new IllegalArgumentException("a digest of " + file.getValue().length() + " bytes");
      }
    }
    // Half of a surrogate pair in a path shows here.
    CanonicalJson.encode(List.copyOf(files.keySet()));
  }

  private static boolean isPath(String path) {
    return path.indexOf(0) < 0
        && List.of(path.split("/", -1)).stream()
            .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
  }

  /// Reads a manifest in its canonical form.
  ///
  /// @throws MalformedLedgerException if it isn't one
  public static Manifest parse(Bytes encoded) throws MalformedLedgerException {
    try {
      return read(CanonicalJson.parse(encoded));
    } catch (MalformedJsonException e) {
      throw new MalformedLedgerException("the manifest: " + e.getMessage());
    }
  }

  static Manifest read(JsonNode node) throws MalformedJsonException, MalformedLedgerException {
    node.onlyMembers(Set.of("manifest", "files"));
    node.member("manifest").integer(VERSION, VERSION);
    JsonNode list = node.member("files");
    SortedMap<String, Bytes> files = new TreeMap<>();
    for (String path : list.names()) {
      files.put(path, Fields.hex32(list.member(path)));
    }
    try {
      return new Manifest(files);
    } catch (IllegalArgumentException e) {
      throw list.error(String.valueOf(e.getMessage()));
    }
  }

  /// The manifest as a value of JSON.
  public Map<String, Object> content() {
    Map<String, Object> digests = new LinkedHashMap<>();
    files.forEach((path, digest) -> digests.put(path, digest.hex()));
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("manifest", VERSION);
    content.put("files", digests);
    return content;
  }

  /// Canonical JSON (RFC 8785).
  public Bytes encoded() {
    return CanonicalJson.encode(content());
  }

  /// SHA-256 of its canonical form: what is entered.
  public Bytes digest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      encoded().updateTo(sha256);
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// The paths under which a digest is in the folder, in order; empty if it isn't.
  public List<String> paths(Bytes digest) {
    return files.entrySet().stream()
        .filter(file -> file.getValue().equals(digest))
        .map(Map.Entry::getKey)
        .toList();
  }
}
