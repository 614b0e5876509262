// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.der.DerReader;
import dev.strongroom.handheld.HandheldEvidence;
import java.util.ArrayList;
import java.util.List;

/// The certificate chain of a key in Android's keystore, as `KeyStore.getCertificateChain` gives
/// it: PEM, or DER one after the other; the key's own certificate first, the root last.
///
/// @param encoded the bytes that were parsed
/// @param chain certificates, DER, leaf first; what is in them is read by whoever verifies them
public record AndroidKeyEvidence(Bytes encoded, List<Bytes> chain) implements HandheldEvidence {

  /// Chains have three to five certificates today.
  public static final int MAX_CHAIN = 10;

  /// Copies the list.
  public AndroidKeyEvidence {
    chain = List.copyOf(chain);
  }

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.ANDROID_KEY;
  }

  /// Whether the bytes are certificates, one of which seems to have the attestation extension.
  public static boolean recognises(Bytes encoded) {
    if (encoded.length() > MAX_LENGTH) {
      return false;
    }
    if (!PemBlocks.begins(encoded)) {
      return !encoded.isEmpty()
          && encoded.at(0) == DerReader.SEQUENCE
          && KeyDescriptionReader.standsIn(encoded);
    }
    try {
      return PemBlocks.read(encoded).stream().anyMatch(KeyDescriptionReader::standsIn);
    } catch (MalformedEvidenceException e) {
      // Its parser says what is wrong with it: no other kind comes as PEM.
      return true;
    }
  }

  /// Splits the bytes into certificates.
  ///
  /// @throws MalformedEvidenceException if they are anything else, or too many
  public static AndroidKeyEvidence parse(Bytes encoded) throws MalformedEvidenceException {
    if (encoded.length() > MAX_LENGTH) {
      throw new MalformedEvidenceException(
          "evidence.too-large", MAX_LENGTH, "longer than " + MAX_LENGTH + " bytes");
    }
    List<Bytes> chain = PemBlocks.begins(encoded) ? PemBlocks.read(encoded) : der(encoded);
    if (chain.size() < 2 || chain.size() > MAX_CHAIN) {
      throw new MalformedEvidenceException(
          "android.chain-length", 0, chain.size() + " certificates instead of 2 to " + MAX_CHAIN);
    }
    return new AndroidKeyEvidence(encoded, chain);
  }

  private static List<Bytes> der(Bytes encoded) throws MalformedEvidenceException {
    List<Bytes> chain = new ArrayList<>();
    DerReader reader = DerReader.of(encoded);
    try {
      while (reader.more() && chain.size() <= MAX_CHAIN) {
        chain.add(reader.element(DerReader.SEQUENCE));
      }
    } catch (DerException e) {
      throw new MalformedEvidenceException(
          "android.der", reader.offset(), "not certificates one after the other");
    }
    return chain;
  }
}
