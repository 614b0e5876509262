// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.boot;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.eif.EifContents;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.EifWriter;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.image.eif.Section;
import dev.strongroom.image.eif.SectionType;
import dev.strongroom.image.ramdisk.CpioWriter;
import dev.strongroom.image.signature.ImageSigner;
import dev.strongroom.image.signature.JcaSigningKey;
import dev.strongroom.image.signature.SigningCertificate;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node.RegularFile;
import java.math.BigInteger;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// An image with one ramdisk more and a signature.
final class SignedImage {
  private SignedImage() {}

  /// Writes it from another one.
  static Measurements write(Path from, Path to) throws Exception {
    Path unsigned = to.resolveSibling("unsigned.eif");
    try (EifFile image = EifFile.open(from);
        FileChannel out = created(unsigned)) {
      List<Blob> ramdisks = new ArrayList<>();
      for (Section section : image.sections(SectionType.RAMDISK)) {
        ramdisks.add(image.content(section));
      }
      RegularFile file = new RegularFile(Blob.of(Bytes.utf8("one more\n")), false);
      ramdisks.add(CpioWriter.archive(FileTree.builder().put("app/files/more", file).build()));
      EifWriter.write(
          EifContents.unsigned(
              image.architecture(),
              image.content(image.sections(SectionType.KERNEL).getFirst()),
              image.commandLine(),
              image.metadata().orElseThrow(),
              ramdisks),
          out);
    }
    try (EifFile image = EifFile.open(unsigned);
        FileChannel out = created(to)) {
      return signer().sign(image, Instant.now(), out);
    }
  }

  private static FileChannel created(Path file) throws Exception {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private static ImageSigner signer() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp384r1"));
    KeyPair keys = generator.generateKeyPair();
    X500Name name = new X500Name("CN=the boot suite");
    Instant now = Instant.now();
    byte[] certificate =
        new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofDays(1))),
                name,
                keys.getPublic())
            .build(new JcaContentSignerBuilder("SHA384withECDSA").build(keys.getPrivate()))
            .getEncoded();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    return new ImageSigner(
        SigningCertificate.ofDer(Bytes.copyOf(certificate)), JcaSigningKey.ofPem(pem));
  }
}
