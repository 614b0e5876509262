// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.api.OpenPGPKey;
import org.bouncycastle.openpgp.api.SignatureParameters;
import org.bouncycastle.openpgp.api.bc.BcOpenPGPApi;

/// A mirror in a folder, with a key of its own.
public final class ArchiveFixture {
  /// When everything here was signed.
  public static final Instant SIGNED = Instant.parse("2026-11-20T00:12:42Z");

  private final OpenPGPKey key;
  private final Path mirror;

  public ArchiveFixture(Path mirror) throws PGPException {
    this.mirror = mirror;
    this.key =
        new BcOpenPGPApi()
            .generateKey(4, Date.from(Instant.parse("2026-01-01T00:00:00Z")))
            .ed25519x25519Key("An archive <archive@example.org>")
            .build();
  }

  /// The key whose signatures are good here.
  public ArchiveKeys keys() throws IOException {
    return ArchiveKeys.of(Bytes.copyOf(key.toCertificate().getEncoded()));
  }

  /// Puts a suite's list of packages and its signed index on the mirror.
  public void suite(Suite suite, String packages) throws IOException, PGPException {
    byte[] list = DebFixture.pack(".xz", packages.getBytes(StandardCharsets.UTF_8));
    write(suite.packages("amd64"), list);
    String release =
        """
        Origin: Debian
        Codename: %s
        Date: Fri, 20 Nov 2026 00:12:42 UTC
        Valid-Until: Fri, 27 Nov 2026 00:12:42 UTC
        SHA256:
         %s 1 main/binary-arm64/Packages.xz
         %s %d main/binary-amd64/Packages.xz\
        """
            .formatted(
                suite.codename(), "0".repeat(64), Sha256.of(Bytes.copyOf(list)).hex(), list.length);
    write(suite.inRelease(), signed(release).toByteArray());
  }

  /// A text with its signature.
  Bytes signed(String text) throws IOException, PGPException {
    String signature =
        new BcOpenPGPApi()
            .createDetachedSignature()
            .addSigningKey(
                key,
                new SignatureParameters.Callback() {
                  @Override
                  public SignatureParameters apply(SignatureParameters parameters) {
                    return parameters
                        .setSignatureType(PGPSignature.CANONICAL_TEXT_DOCUMENT)
                        .setSignatureCreationTime(Date.from(SIGNED));
                  }
                })
            .sign(new ByteArrayInputStream(Bytes.utf8(text.replace("\n", "\r\n")).toByteArray()))
            .getFirst()
            .toAsciiArmoredString();
    return Bytes.utf8(
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n" + text + "\n" + signature);
  }

  private void write(String path, byte[] bytes) throws IOException {
    Path file = mirror.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }
}
