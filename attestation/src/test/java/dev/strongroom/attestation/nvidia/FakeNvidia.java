// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.fixtures.CertificateSpec;
import dev.strongroom.attestation.fixtures.FakeChain;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/// A PKI like NVIDIA's, and devices under it.
final class FakeNvidia {
  static final Instant TIME = Instant.parse("2026-02-03T04:05:06Z");
  static final Bytes NONCE = Bytes.utf8("a nonce of ours, thirty-two long");
  static final String FIRMWARE = "f1".repeat(48);
  static final Bytes FIRMWARE_ID = Bytes.fromHex(FIRMWARE);
  static final String COMPOSITE = "2.23.133.5.4.1";
  static final String TCB_INFO = "2.23.133.5.4.1.1";

  private static final Instant MADE = Instant.parse("2022-03-01T00:00:00Z");
  private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");
  private static final int CERTIFYING = KeyUsage.keyCertSign | KeyUsage.cRLSign;

  private final CertificateSpec root = authority("CN=Test Device Identity CA,O=NVIDIA");
  private final CertificateSpec identity =
      authority("CN=NVIDIA GH100 Identity,O=NVIDIA Corporation");
  private final CertificateSpec provisioner =
      authority("CN=NVIDIA GH100 Provisioner ICA 1,O=NVIDIA Corporation,C=US");

  private static CertificateSpec authority(String name) {
    return new CertificateSpec(FakeNitro.p384(), new X500Name(name), MADE, NEVER)
        .ca(-1)
        .keyIds(true, true)
        .keyUsage(CERTIFYING, true);
  }

  TrustAnchor anchor() {
    return FakeDocument.pin(
        "test root", new FakeChain(List.of(root)).copy().issue().getFirst(), false);
  }

  /// The same PKI for all devices, so the root is issued once.
  FakeNvidia issued() {
    new FakeChain(List.of(root, identity, provisioner)).issue();
    return this;
  }

  static X500Name deviceName(String number, String name) {
    return new X500Name("SERIALNUMBER=" + number + ",C=US,O=NVIDIA Corporation,CN=" + name);
  }

  static String gpuPdi(int number) {
    return String.format("2921ce551e4e%04x", number);
  }

  static String switchPdi(int number) {
    return String.format("666e93e19dec%04x", number);
  }

  private FakeDevice device(String chip, String number) {
    CertificateSpec own =
        new CertificateSpec(FakeNitro.p384(), deviceName(number, chip + " BROM"), MADE, NEVER)
            .ca(-1)
            .keyIds(true, true)
            .keyUsage(KeyUsage.keyCertSign, true);
    CertificateSpec leaf =
        new CertificateSpec(
                FakeNitro.p384(), deviceName("53C2" + number, chip + " FMC LF"), MADE, NEVER)
            .notCa(false)
            .keyIds(true, true)
            .keyUsage(KeyUsage.digitalSignature, true);
    leaf.extension(COMPOSITE, false, composite(leaf, FIRMWARE_ID));
    return new FakeDevice(new FakeChain(List.of(root, identity, provisioner, own, leaf)).copy());
  }

  static ASN1Encodable composite(CertificateSpec leaf, Bytes digest) {
    return new DERSequence(
        new ASN1Encodable[] {
          new ASN1Integer(1),
          SubjectPublicKeyInfo.getInstance(leaf.keys().getPublic().getEncoded()),
          fwid(digest)
        });
  }

  static ASN1Encodable tcbInfo(Bytes digest) {
    return new DERSequence(
        new ASN1Encodable[] {
          new DERTaggedObject(false, 0, new org.bouncycastle.asn1.DERUTF8String("NVIDIA")),
          new DERTaggedObject(false, 6, new DERSequence(fwid(digest)))
        });
  }

  private static DERSequence fwid(Bytes digest) {
    return new DERSequence(
        new ASN1Encodable[] {
          new ASN1ObjectIdentifier("2.16.840.1.101.3.4.2.2"),
          new DEROctetString(digest.toByteArray())
        });
  }

  static Bytes measurement(int index) {
    return Bytes.fromHex(String.format("%02x", index).repeat(48));
  }

  /// A GPU in confidential mode: 40 measurements, of driver 550.90.07 and VBIOS 96.00.9F.00.01.
  FakeDevice gpu(int number) {
    return gpu("GH100 A01 GSP", number);
  }

  /// The same, but its certificates are of another chip.
  FakeDevice gpu(String chip, int number) {
    FakeDevice device =
        device(chip, "41" + gpuPdi(number))
            .text(3, "550.90.07")
            .opaque(6, "009f009601000000")
            .opaque(11, "55")
            .text(15, "882")
            .text(17, "1010")
            .text(18, "0200")
            .opaque(20, FIRMWARE)
            .opaque(21, "55");
    for (int i = 1; i <= 40; i++) {
      device.block(i, measurement(i));
    }
    return device;
  }

  /// A GPU of a set with so many switches.
  FakeDevice gpu(int number, int switches) {
    StringBuilder linked = new StringBuilder();
    for (int i = 0; i < 18; i++) {
      String pdi = switchPdi(i % switches);
      for (int at = 14; at >= 0; at -= 2) {
        linked.append(pdi, at, at + 2);
      }
    }
    return gpu(number).opaque(21, "aa").opaque(36, "0200").opaque(22, linked.toString());
  }

  /// A switch of a set with so many GPUs.
  FakeDevice switchOf(int number, int gpus) {
    StringBuilder linked = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      linked.append(i < gpus ? gpuPdi(i) : "ffffffffffffffff");
    }
    FakeDevice device =
        device("LS_10 A01 FSP", "50" + switchPdi(number))
            .text(6, "96.10.55.00.01")
            .opaque(22, switchPdi(number))
            .opaque(25, "0100")
            .opaque(26, linked.toString());
    for (int i = 1; i <= 31; i++) {
      device.block(i, measurement(i));
    }
    return device;
  }

  static Bytes list(FakeDevice... devices) {
    return Bytes.utf8("[" + items(devices) + "]");
  }

  static Bytes set(List<FakeDevice> gpus, List<FakeDevice> switches) {
    return Bytes.utf8(
        "{\"version\":1,\"gpus\":["
            + items(gpus.toArray(FakeDevice[]::new))
            + "],\"switches\":["
            + items(switches.toArray(FakeDevice[]::new))
            + "]}");
  }

  private static String items(FakeDevice... devices) {
    return String.join(",", List.of(devices).stream().map(FakeDevice::json).toList());
  }
}
