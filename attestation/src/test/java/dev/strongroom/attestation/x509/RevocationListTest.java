// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.attestation.fixtures.Vectors;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Lists of AMD and Intel, read as the JDK reads them.
class RevocationListTest {
  private static final SignatureProvider SIGNATURES = SignatureProvider.jdk();

  @BeforeAll
  static void vectors() {
    Vectors.orAbort();
  }

  private static List<Bytes> all(Endorsements.Type type) throws Exception {
    List<Bytes> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Vectors.directory())) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".pem")) {
          found.addAll(EndorsementFile.pem(Files.readString(file)).of(type));
        } else if (type == Endorsements.Type.REVOCATION_LIST
            && name.toLowerCase(java.util.Locale.ROOT).contains("crl")
            && name.endsWith(".der")) {
          found.add(Bytes.copyOf(Files.readAllBytes(file)));
        }
      }
    }
    assertThat(found).isNotEmpty();
    return found;
  }

  @Test
  void readsWhatTheJdkReads() throws Exception {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    int revoked = 0;
    for (Bytes encoded : all(Endorsements.Type.REVOCATION_LIST)) {
      RevocationList list = RevocationList.parse(encoded);
      X509CRL oracle =
          (X509CRL) factory.generateCRL(new ByteArrayInputStream(encoded.toByteArray()));
      assertThat(list.thisUpdate()).isEqualTo(oracle.getThisUpdate().toInstant());
      assertThat(list.nextUpdate()).isEqualTo(oracle.getNextUpdate().toInstant());
      assertThat(list.issuer().toByteArray())
          .isEqualTo(oracle.getIssuerX500Principal().getEncoded());
      Set<? extends X509CRLEntry> entries = oracle.getRevokedCertificates();
      assertThat(
              list.revoked().keySet().stream()
                  .map(serial -> new BigInteger(serial.toByteArray()))
                  .collect(Collectors.toSet()))
          .isEqualTo(
              entries == null
                  ? Set.of()
                  : entries.stream()
                      .map(X509CRLEntry::getSerialNumber)
                      .collect(Collectors.toSet()));
      revoked += list.revoked().size();
      assertThat(list.isCurrentAt(list.thisUpdate())).isTrue();
      assertThat(list.isCurrentAt(list.nextUpdate())).isTrue();
      assertThat(list.isCurrentAt(list.nextUpdate().plusSeconds(1))).isFalse();
      assertThat(list.isCurrentAt(list.thisUpdate().minusSeconds(1))).isFalse();
    }
    assertThat(revoked).isPositive();
  }

  @Test
  void isTheListOfOneAuthorityAndOfNoOther() throws Exception {
    List<Certificate> authorities = new ArrayList<>();
    for (Bytes encoded : all(Endorsements.Type.CERTIFICATE)) {
      authorities.add(Certificate.parse(encoded));
    }
    for (Bytes encoded : all(Endorsements.Type.REVOCATION_LIST)) {
      RevocationList list = RevocationList.parse(encoded);
      List<Bytes> issuers = new ArrayList<>();
      for (Certificate authority : authorities) {
        for (PathProfile profile : List.of(PathProfile.AMD, PathProfile.P256)) {
          if (list.notOf(authority, profile, SIGNATURES) == null) {
            issuers.add(authority.publicKeyInfo());
          }
        }
      }
      // Makers issue certificates of the same key again.
      assertThat(issuers.stream().distinct()).hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void oneOfAmdsAuthoritiesWasRevoked() throws Exception {
    Path folder = Vectors.directory().resolve("sev-snp");
    List<Bytes> chain =
        EndorsementFile.pem(Files.readString(folder.resolve("roots/ask_ark_genoa.pem")))
            .of(Endorsements.Type.CERTIFICATE);
    RevocationList list =
        RevocationList.parse(
            EndorsementFile.pem(Files.readString(folder.resolve("crl/genoa_vcek_crl.pem")))
                .of(Endorsements.Type.REVOCATION_LIST)
                .getFirst());
    Certificate root = Certificate.parse(chain.getLast());
    assertThat(list.notOf(root, PathProfile.AMD, SIGNATURES)).isNull();
    assertThat(list.notOf(Certificate.parse(chain.getFirst()), PathProfile.AMD, SIGNATURES))
        .contains("issuer");
    assertThat(list.notOf(root, PathProfile.P256, SIGNATURES)).contains("P-256");
    // The one that is in use has the next number.
    assertThat(list.revoked()).containsOnlyKeys(Bytes.fromHex("020001"));
    assertThat(list.lists(Certificate.parse(chain.getFirst()))).isFalse();
  }

  @Test
  void refusesWhatIsCutOrChanged() throws Exception {
    Bytes list = all(Endorsements.Type.REVOCATION_LIST).getFirst();
    byte[] longer = java.util.Arrays.copyOf(list.toByteArray(), list.length() + 1);
    assertThatExceptionOfType(DerException.class)
        .isThrownBy(() -> RevocationList.parse(Bytes.copyOf(longer)));
    for (int length = 0; length < list.length(); length += 7) {
      Bytes cut = list.slice(0, length);
      assertThatExceptionOfType(DerException.class).isThrownBy(() -> RevocationList.parse(cut));
    }
    assertThatExceptionOfType(DerException.class)
        .isThrownBy(() -> RevocationList.parse(Bytes.zeros(RevocationList.MAX_LENGTH + 1)));
  }
}
