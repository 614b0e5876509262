// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.x509;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.fixtures.NitroVector;
import dev.strongroom.attestation.fixtures.Vectors;
import dev.strongroom.attestation.nitro.NitroDocument;
import java.security.InvalidKeyException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Our reader of certificates compared with the JDK's: where ours reads a certificate, both read
/// the same in it, and what the JDK can't read, ours refuses.
class CertificateOracleTest {
  private static final long SEED = 0x5eed_0001L;
  private static final int MUTATIONS = 12_000;

  /// SubjectPublicKeyInfo of an uncompressed point of P-384, up to the coordinates.
  private static final Bytes P384_KEY =
      Bytes.fromHex("3076301006072a8648ce3d020106052b8104002203620004");

  /// Where our reader leaves for later, or alone, what the JDK reads at once. Names are compared
  /// byte by byte with the name above them; keys and algorithms with the only good ones, and a
  /// key's point is looked at when the key is used; an identifier that isn't well-formed is that of
  /// an extension that nobody knows.
  private static final Set<String> LEFT_UNREAD =
      Set.of("issuer", "subject", "key", "extension's identifier");

  private static Set<Bytes> genuine() throws Exception {
    Set<Bytes> certificates = new LinkedHashSet<>();
    for (NitroVector vector : Vectors.orAbort().nitro()) {
      NitroDocument document = NitroDocument.parse(vector.encoded());
      certificates.addAll(document.cabundle());
      certificates.add(document.certificate());
    }
    return certificates;
  }

  @Test
  void bothReadTheSameInRealCertificates() throws Exception {
    for (Bytes der : genuine()) {
      agree("a real certificate", Certificate.parse(der), Pkix.read(der));
    }
  }

  @Test
  void bothReadTheSameInChangedCertificates() throws Exception {
    List<Bytes> sources = new ArrayList<>(genuine());
    sources.addAll(FakeNitro.create().document().certificates());
    compare(sources);
  }

  @Test
  void bothReadTheSameInChangedFakeCertificates() throws Exception {
    compare(FakeNitro.create().document().certificates());
  }

  private static void compare(List<Bytes> sources) throws Exception {
    System.out.println("CertificateOracleTest: seed " + SEED);
    Random random = new Random(SEED);
    int read = 0;
    Set<String> onlyOurs = new TreeSet<>();
    for (int n = 0; n < MUTATIONS; n++) {
      Bytes source = sources.get(random.nextInt(sources.size()));
      byte[] changed = source.toByteArray();
      int index = random.nextInt(changed.length);
      // Bits as well as whole bytes: tags and lengths are close together.
      int old = changed[index];
      changed[index] =
          (byte) (random.nextBoolean() ? old ^ 1 << random.nextInt(8) : random.nextInt(256));
      Bytes der = Bytes.copyOf(changed);
      String name =
          String.format("mutation %d: byte %d is %02x, was %02x", n, index, changed[index], old);
      Certificate ours = parse(name, der);
      if (ours == null) {
        continue;
      }
      read++;
      try {
        agree(name, ours, Pkix.read(der));
      } catch (CertificateException e) {
        String zone = new CertificateZones(source).of(index);
        if (!LEFT_UNREAD.contains(zone)) {
          onlyOurs.add(zone + ": " + name + ", " + e.getMessage());
        }
        if (zone.equals("key")) {
          assertThat(usable(ours.publicKeyInfo())).as(name).isFalse();
        }
      }
    }
    assertThat(read).as("else nothing was compared").isGreaterThan(MUTATIONS / 4);
    assertThat(onlyOurs).isEmpty();
  }

  /// Whether the path's checks would accept the key.
  private static boolean usable(Bytes publicKeyInfo) {
    try {
      SignatureProvider.jdk().ecKey(publicKeyInfo);
      return publicKeyInfo.startsWith(P384_KEY);
    } catch (InvalidKeyException e) {
      return false;
    }
  }

  private static @Nullable Certificate parse(String name, Bytes der) {
    try {
      return Certificate.parse(der);
    } catch (DerException e) {
      assertThat(e.offset()).as(name).isBetween(0, der.length());
      return null;
    } catch (RuntimeException e) {
      throw new AssertionError(name + ": nothing but DerException may be thrown", e);
    }
  }

  private static void agree(String name, Certificate ours, X509Certificate theirs)
      throws CertificateException {
    assertThat(ours.encoded()).as(name).isEqualTo(Bytes.copyOf(theirs.getEncoded()));
    assertThat(ours.signedPart()).as(name).isEqualTo(Bytes.copyOf(theirs.getTBSCertificate()));
    assertThat(ours.signature()).as(name).isEqualTo(Bytes.copyOf(theirs.getSignature()));
    assertThat(ours.notBefore()).as(name).isEqualTo(theirs.getNotBefore().toInstant());
    assertThat(ours.notAfter()).as(name).isEqualTo(theirs.getNotAfter().toInstant());
    assertThat(new X500Principal(ours.issuer().toByteArray()))
        .as(name)
        .isEqualTo(theirs.getIssuerX500Principal());
    assertThat(new X500Principal(ours.subject().toByteArray()))
        .as(name)
        .isEqualTo(theirs.getSubjectX500Principal());
    // Other keys are refused by the path's checks, which look at these bytes only.
    if (ours.publicKeyInfo().startsWith(P384_KEY)) {
      assertThat(ours.publicKeyInfo())
          .as(name)
          .isEqualTo(Bytes.copyOf(theirs.getPublicKey().getEncoded()));
    }
    int constraints = theirs.getBasicConstraints();
    assertThat(ours.extensions().ca()).as(name).isEqualTo(constraints >= 0);
    assertThat(ours.extensions().pathLength())
        .as(name)
        .isEqualTo(constraints >= 0 ? constraints : Extensions.UNLIMITED);
    boolean[] usage = theirs.getKeyUsage();
    for (int bit : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8}) {
      boolean theirBit = usage == null || (bit < usage.length && usage[bit]);
      assertThat((ours.extensions().keyUsage() & 1 << bit) != 0)
          .as("%s: key usage %s", name, bit)
          .isEqualTo(theirBit);
    }
    assertThat(ours.extensions().notUnderstood().isEmpty()).as(name).isEqualTo(!hasUnknown(theirs));
  }

  /// Whether the JDK sees a critical extension, or a restricting one, besides those that we know.
  private static boolean hasUnknown(X509Certificate certificate) {
    Set<String> known = Set.of("2.5.29.14", "2.5.29.15", "2.5.29.19", "2.5.29.35");
    Set<String> restricting = Set.of("2.5.29.30", "2.5.29.36", "2.5.29.54");
    return !known.containsAll(orNone(certificate.getCriticalExtensionOIDs()))
        || orNone(certificate.getNonCriticalExtensionOIDs()).stream()
            .anyMatch(restricting::contains);
  }

  private static Set<String> orNone(@Nullable Set<String> identifiers) {
    return identifiers == null ? Set.of() : identifiers;
  }
}
