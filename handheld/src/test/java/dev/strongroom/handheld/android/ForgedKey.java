// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;

/// A KeyDescription by somebody else's ASN.1, in which every field can be made wrong.
final class ForgedKey {
  static final Bytes CHALLENGE = Bytes.utf8("a challenge of the relying party");
  static final Bytes SIGNER = Bytes.fromHex("11".repeat(32));
  static final Bytes BOOT_KEY = Bytes.fromHex("22".repeat(32));
  static final Bytes BOOT_HASH = Bytes.fromHex("33".repeat(32));
  static final String PACKAGE = "dev.strongroom.example";

  int version = 400;
  int attestationLevel = 1;
  int keyMintLevel = 1;
  Bytes challenge = CHALLENGE;
  final SortedMap<Integer, ASN1Encodable> software = new TreeMap<>();
  final SortedMap<Integer, ASN1Encodable> hardware = new TreeMap<>();
  private boolean ninth;

  ForgedKey() {
    software.put(701, new ASN1Integer(1_790_000_000_000L));
    software.put(709, app(List.of(PACKAGE), List.of(SIGNER)));
    software.put(724, octets(Bytes.fromHex("44".repeat(32))));
    hardware.put(1, new DERSet(new ASN1Integer(2)));
    hardware.put(2, new ASN1Integer(3));
    hardware.put(3, new ASN1Integer(256));
    hardware.put(5, new DERSet(new ASN1Integer(4)));
    hardware.put(10, new ASN1Integer(1));
    hardware.put(303, DERNull.INSTANCE);
    hardware.put(504, new ASN1Integer(2));
    hardware.put(702, new ASN1Integer(0));
    hardware.put(704, rootOfTrust(BOOT_KEY, true, 0));
    hardware.put(705, new ASN1Integer(160_000));
    hardware.put(706, new ASN1Integer(202_610));
    hardware.put(710, octets(Bytes.utf8("example")));
    hardware.put(717, octets(Bytes.utf8("Phone 1")));
    hardware.put(718, new ASN1Integer(20_261_005));
    hardware.put(719, new ASN1Integer(20_261_005));
  }

  static ASN1Encodable octets(Bytes bytes) {
    return new DEROctetString(bytes.toByteArray());
  }

  static ASN1Encodable rootOfTrust(Bytes key, boolean locked, int state) {
    return new DERSequence(
        new ASN1Encodable[] {
          octets(key), ASN1Boolean.getInstance(locked), new ASN1Enumerated(state), octets(BOOT_HASH)
        });
  }

  static ASN1Encodable app(List<String> packages, List<Bytes> signers) {
    List<ASN1Encodable> infos = new ArrayList<>();
    for (String name : packages) {
      infos.add(
          new DERSequence(new ASN1Encodable[] {octets(Bytes.utf8(name)), new ASN1Integer(7)}));
    }
    ASN1Encodable[] digests = signers.stream().map(ForgedKey::octets).toArray(ASN1Encodable[]::new);
    try {
      return new DEROctetString(
          new DERSequence(
                  new ASN1Encodable[] {
                    new DERSet(infos.toArray(ASN1Encodable[]::new)), new DERSet(digests)
                  })
              .getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Adds a field that no version has.
  void nineFields() {
    ninth = true;
  }

  /// The extension's content.
  Bytes encode() {
    ASN1EncodableVector fields = new ASN1EncodableVector();
    fields.add(new ASN1Integer(version));
    fields.add(new ASN1Enumerated(attestationLevel));
    fields.add(new ASN1Integer(version));
    fields.add(new ASN1Enumerated(keyMintLevel));
    fields.add(octets(challenge));
    fields.add(octets(Bytes.EMPTY));
    fields.add(list(software));
    fields.add(list(hardware));
    if (ninth) {
      fields.add(new ASN1Integer(9));
    }
    try {
      return Bytes.copyOf(new DERSequence(fields).getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ASN1Encodable list(SortedMap<Integer, ASN1Encodable> tags) {
    ASN1EncodableVector elements = new ASN1EncodableVector();
    for (Map.Entry<Integer, ASN1Encodable> tag : tags.entrySet()) {
      elements.add(new DERTaggedObject(true, tag.getKey(), tag.getValue()));
    }
    return new DERSequence(elements);
  }
}
