// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.gpu;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.fixtures.CertificateSpec;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.fixtures.FakeChain;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.KeyUsage;

/// SIMULATED: a GPU under a root of the test's own, which signs reports over any nonce, as the
/// genuine ones that are stored can't.
public final class TestGpu {
  static final String DRIVER = "550.90.07";

  /// Of all of them.
  public static final String VBIOS = "96.00.9F.00.01";

  private static final Instant MADE = Instant.parse("2022-03-01T00:00:00Z");
  private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");
  private static final CertificateSpec ROOT = authority("O=NVIDIA,CN=SIMULATED Device CA", -1);
  private static final CertificateSpec IDENTITY =
      authority("O=NVIDIA Corporation,CN=NVIDIA GH100 Identity", -1);
  private static final CertificateSpec PROVISIONER =
      authority("O=NVIDIA Corporation,CN=NVIDIA GH100 Provisioner ICA 1", -1);

  private final FakeChain chain;
  private final Bytes responseNonce;

  /// @param number of its identity
  public TestGpu(int number) {
    String serial = String.format("412921ce551e4e%04x", number);
    CertificateSpec leaf =
        new CertificateSpec(
                FakeNitro.p384(), name("53C2" + serial, "GH100 A01 GSP FMC LF"), MADE, NEVER)
            .notCa(false)
            .keyIds(true, true)
            .keyUsage(KeyUsage.digitalSignature, true);
    CertificateSpec own =
        authority("SERIALNUMBER=" + serial + ",O=NVIDIA Corporation,CN=GH100 A01 GSP BROM", -1);
    this.chain = new FakeChain(List.of(ROOT, IDENTITY, PROVISIONER, own, leaf));
    this.responseNonce = Bytes.fromHex(String.format("%064x", 77 + number));
  }

  private static X500Name name(String number, String commonName) {
    return new X500Name("SERIALNUMBER=" + number + ",O=NVIDIA Corporation,CN=" + commonName);
  }

  private static CertificateSpec authority(String name, int pathLength) {
    return new CertificateSpec(FakeNitro.p384(), new X500Name(name), MADE, NEVER)
        .ca(pathLength)
        .keyIds(true, true)
        .keyUsage(KeyUsage.keyCertSign, true);
  }

  TrustAnchor anchor() {
    return FakeDocument.pin("SIMULATED root of GPUs", chain.issue().getFirst(), true);
  }

  /// PEM, leaf first.
  public Bytes certificates() {
    StringBuilder pem = new StringBuilder();
    for (Bytes certificate : chain.issue().reversed()) {
      pem.append("-----BEGIN CERTIFICATE-----\n")
          .append(
              Base64.getMimeEncoder(64, new byte[] {'\n'})
                  .encodeToString(certificate.toByteArray()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return Bytes.utf8(pem.toString());
  }

  /// A report of one measurement (DSP0274 1.1, 10.11, with NVIDIA's opaque data).
  public Bytes report(Bytes nonce) {
    Bytes opaque =
        Edits.concat(
            field(3, Edits.concat(Bytes.utf8(DRIVER), Bytes.zeros(1))),
            field(6, Bytes.fromHex("009f009601000000")),
            field(11, Bytes.fromHex("55")),
            field(21, Bytes.fromHex("55")));
    Bytes signed =
        Edits.concat(
            Bytes.fromHex("11e001ff"),
            nonce,
            Bytes.zeros(1),
            Bytes.fromHex("11600000" + "01" + "370000" + "0101330001" + "3000"),
            Bytes.fromHex("5a".repeat(48)),
            responseNonce,
            little(opaque.length()),
            opaque);
    try {
      Signature signature = Signature.getInstance("SHA384withECDSAinP1363Format");
      signature.initSign(chain.leaf().keys().getPrivate());
      signature.update(signed.toByteArray());
      return Edits.concat(signed, Bytes.copyOf(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static Bytes field(int type, Bytes value) {
    return Edits.concat(little(type), little(value.length()), value);
  }

  private static Bytes little(int value) {
    return Bytes.copyOf(new byte[] {(byte) value, (byte) (value >>> 8)});
  }
}
