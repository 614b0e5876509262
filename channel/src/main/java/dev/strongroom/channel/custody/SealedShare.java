// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;

/// A share as it travels and is stored: encrypted to its operator, bound to its header and number.
/// Public.
///
/// @param header of the ceremony
/// @param index from 1
/// @param sealed the share's value by HPKE
public record SealedShare(ShareHeader header, int index, Bytes sealed) {
  private static final Bytes INFO = Bytes.utf8("strongroom quorum share v1");
  private static final int SEALED = EncryptionKey.OVERHEAD + ShareHeader.SHARE;

  /// Checks lengths and number.
  public SealedShare {
    if (index < 1 || index > header.digests().size() || sealed.length() != SEALED) {
      throw new IllegalArgumentException("not an encrypted share");
    }
  }

  /// Encrypts a share.
  ///
  /// @param encryptionKey the operator's
  /// @throws IllegalArgumentException if nothing can be encrypted to this key
  public static SealedShare seal(
      ShareHeader header, int index, byte[] value, Bytes encryptionKey, SecureRandom random) {
    return new SealedShare(
        header,
        index,
        EncryptionKey.seal(encryptionKey, INFO, context(header, index), value, random));
  }

  /// Decrypts the share and compares it with its header.
  ///
  /// @return the value, which the caller wipes
  /// @throws UnopenableException if it isn't the ceremony's share, or not for this key
  public byte[] open(EncryptionKey key) throws UnopenableException {
    byte[] value = key.open(INFO, context(header, index), sealed);
    if (!header.holds(index, value)) {
      Arrays.fill(value, (byte) 0);
      throw new UnopenableException("the share isn't the one that its header names");
    }
    return value;
  }

  /// What its operator shows to have decrypted it.
  public Bytes possession(byte[] value) {
    return Sha256.of("strongroom share held v1", sealed.toByteArray(), value);
  }

  /// All of it, for a signature.
  public Bytes encoded() {
    return joined(context(header, index), sealed);
  }

  private static Bytes context(ShareHeader header, int index) {
    return joined(Bytes.copyOf(new byte[] {(byte) index}), header.encoded());
  }

  private static Bytes joined(Bytes one, Bytes two) {
    byte[] all = Arrays.copyOf(one.toByteArray(), one.length() + two.length());
    System.arraycopy(two.toByteArray(), 0, all, one.length(), two.length());
    return Bytes.copyOf(all);
  }

  /// As JSON: `version` 1, `header` (base64), `index`, `share` (base64).
  public String json() {
    return "{\"version\":1,\"header\":\""
        + JsonBytes.of(header.encoded())
        + "\",\"index\":"
        + index
        + ",\"share\":\""
        + JsonBytes.of(sealed)
        + "\"}";
  }

  /// Reads what [#json] wrote.
  ///
  /// @throws MalformedCustodyException if it isn't that
  public static SealedShare parse(JsonNode node) throws MalformedCustodyException {
    try {
      node.onlyMembers(Set.of("version", "header", "index", "share"));
      node.member("version").integer(1, 1);
      return new SealedShare(
          ShareHeader.parse(JsonBytes.read(node.member("header"))),
          node.member("index").integer(1, 255),
          JsonBytes.read(node.member("share")));
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new MalformedCustodyException("not an encrypted share: " + e.getMessage());
    }
  }
}
