// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.debian.UntrustedArchiveException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.openpgp.PGPSignatureException;
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPDetachedSignatureProcessor;
import org.bouncycastle.openpgp.api.OpenPGPSignature.OpenPGPDocumentSignature;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPApi;

/// The OpenPGP keys that are trusted to sign an archive's index.
public final class ArchiveKeys {
  /// Debian 13's, by resource, as the package debian-archive-keyring 2025.1 has them; published at
  /// `https://ftp-master.debian.org/keys.html` too.
  private static final Map<String, String> TRIXIE =
      Map.of(
          "trixie-automatic.asc", "04b54c3cdca79751b16bc6b5225629df75b188bd",
          "trixie-security-automatic.asc", "5e04a1e3223a19a20706e20f9904613d4cce68c6",
          "trixie-stable.asc", "41587f7db8c774bccf131416762f67a0b2c39de4");

  private final List<OpenPGPCertificate> certificates;

  private ArchiveKeys(List<OpenPGPCertificate> certificates) {
    this.certificates = List.copyOf(certificates);
  }

  /// The keys of Debian 13, which are part of this library.
  public static ArchiveKeys trixie() {
    List<OpenPGPCertificate> all = new ArrayList<>();
    TRIXIE.forEach((name, fingerprint) -> {
      try (InputStream in = Objects.requireNonNull(ArchiveKeys.class.getResourceAsStream(name))) {
        List<OpenPGPCertificate> one = parse(in.readAllBytes());
        if (one.size() != 1 || !fingerprint(one.getFirst()).equals(fingerprint)) {
          throw new IllegalStateException(name + " isn't the key " + fingerprint);
        }
        all.addAll(one);
      } catch (IOException e) {
        throw new IllegalStateException(name + " can't be read", e);
      }
    });
    return new ArchiveKeys(all);
  }

  /// The keys of a keyring, armoured or not, such as
  /// `/usr/share/keyrings/debian-archive-keyring.gpg`.
  ///
  /// @throws IOException if it isn't one, or has no key
  public static ArchiveKeys of(Bytes keyring) throws IOException {
    List<OpenPGPCertificate> all = parse(keyring.toByteArray());
    if (all.isEmpty()) {
      throw new IOException("a keyring without keys");
    }
    return new ArchiveKeys(all);
  }

  /// The primary keys' fingerprints, in small hexadecimal digits.
  public List<String> fingerprints() {
    return certificates.stream().map(ArchiveKeys::fingerprint).sorted().toList();
  }

  /// The lines of a signed message, if a trusted key signed it that is valid at `now`. Signatures
  /// by other keys don't count: an archive changes its keys by signing with old and new ones.
  List<String> verified(Bytes message, Instant now) throws UntrustedArchiveException {
    ClearSigned signed = ClearSigned.parse(message);
    List<OpenPGPDocumentSignature> known = signatures(signed);
    if (known.isEmpty()) {
      throw new UntrustedArchiveException(
          Reason.UNKNOWN_SIGNER,
          "no signature by one of these keys: " + String.join(", ", fingerprints()));
    }
    for (OpenPGPDocumentSignature signature : known) {
      if (isGood(signature, now)) {
        return signed.lines();
      }
    }
    Instant made = known.getFirst().getCreationTime().toInstant();
    if (made.isAfter(now)) {
      throw new UntrustedArchiveException(
          Reason.NOT_YET, "the signature is of " + made + ", and it is " + now);
    }
    throw new UntrustedArchiveException(
        Reason.BAD_SIGNATURE, "the signature is wrong, or its key isn't valid now");
  }

  private List<OpenPGPDocumentSignature> signatures(ClearSigned signed)
      throws UntrustedArchiveException {
    try {
      OpenPGPDetachedSignatureProcessor processor = new BcOpenPGPApi().verifyDetachedSignature();
      certificates.forEach(processor::addVerificationCertificate);
      processor.addSignatures(
          new ByteArrayInputStream(signed.signature().getBytes(StandardCharsets.UTF_8)));
      return processor.process(new ByteArrayInputStream(signed.signed().toByteArray()));
    } catch (IOException | RuntimeException e) {
      // Bouncy Castle throws unchecked exceptions too at bytes that are no signature.
      throw new UntrustedArchiveException(
          Reason.NOT_SIGNED, "the block of signatures can't be read: " + e.getMessage());
    }
  }

  private static boolean isGood(OpenPGPDocumentSignature signature, Instant now) {
    try {
      return signature.isTestedCorrect() && signature.isValidAt(Date.from(now));
    } catch (PGPSignatureException e) {
      return false;
    }
  }

  private static List<OpenPGPCertificate> parse(byte[] keyring) throws IOException {
    try {
      return new BcOpenPGPApi().readKeyOrCertificate().parseCertificates(keyring);
    } catch (RuntimeException e) {
      throw new IOException("no keyring", e);
    }
  }

  private static String fingerprint(OpenPGPCertificate certificate) {
    return HexFormat.of().formatHex(certificate.getFingerprint());
  }
}
