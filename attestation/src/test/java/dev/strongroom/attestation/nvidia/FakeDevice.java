// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.fixtures.FakeChain;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A device of a test PKI, whose report can be changed before it is signed. Nothing is checked.
final class FakeDevice {
  private final FakeChain chain;
  private final Map<Integer, Bytes> opaque = new TreeMap<>();
  private final List<Bytes> blocks = new ArrayList<>();
  private Bytes nonce = FakeNvidia.NONCE;
  private @Nullable KeyPair signer;
  private Bytes surplus = Bytes.EMPTY;
  private String members = "";
  private final Bytes responseNonce = random();

  FakeDevice(FakeChain chain) {
    this.chain = chain;
  }

  private static Bytes random() {
    byte[] bytes = new byte[SpdmReport.NONCE_LENGTH];
    new SecureRandom().nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  FakeChain chain() {
    return chain;
  }

  FakeDevice opaque(int type, String hex) {
    opaque.put(type, Bytes.fromHex(hex));
    return this;
  }

  FakeDevice text(int type, String text) {
    opaque.put(type, Edits.concat(Bytes.utf8(text), Bytes.zeros(1)));
    return this;
  }

  FakeDevice without(int type) {
    opaque.remove(type);
    return this;
  }

  FakeDevice block(int index, Bytes value) {
    while (blocks.size() < index) {
      blocks.add(Bytes.zeros(48));
    }
    blocks.set(index - 1, value);
    return this;
  }

  FakeDevice nonce(Bytes value) {
    nonce = value;
    return this;
  }

  FakeDevice signer(KeyPair keys) {
    signer = keys;
    return this;
  }

  FakeDevice surplus(int count) {
    surplus = Bytes.zeros(count);
    return this;
  }

  /// More members of the item in JSON, such as `,"arch":"HOPPER"`.
  FakeDevice members(String more) {
    members = more;
    return this;
  }

  Bytes report() {
    List<Bytes> parts = new ArrayList<>();
    parts.add(Edits.concat(Bytes.fromHex("11e001ff"), nonce, Bytes.zeros(1)));
    parts.add(Bytes.fromHex("11600000"));
    parts.add(little(blocks.size(), 1));
    parts.add(little(blocks.size() * 55, 3));
    for (int i = 0; i < blocks.size(); i++) {
      parts.add(
          Edits.concat(
              little(i + 1, 1),
              little(1, 1),
              little(51, 2),
              little(1, 1),
              little(48, 2),
              blocks.get(i)));
    }
    parts.add(responseNonce);
    List<Bytes> fields = new ArrayList<>();
    opaque.forEach((type, value) -> {
      fields.add(little(type, 2));
      fields.add(little(value.length(), 2));
      fields.add(value);
    });
    Bytes data = Edits.concat(fields.toArray(Bytes[]::new));
    parts.add(little(data.length(), 2));
    parts.add(data);
    Bytes signed = Edits.concat(parts.toArray(Bytes[]::new));
    return Edits.concat(signed, sign(signed), surplus);
  }

  private Bytes sign(Bytes message) {
    try {
      Signature signature = Signature.getInstance("SHA384withECDSAinP1363Format");
      signature.initSign((signer == null ? chain.leaf().keys() : signer).getPrivate());
      signature.update(message.toByteArray());
      return Bytes.copyOf(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The certificates, leaf first.
  List<Bytes> certificates() {
    return chain.issue().reversed();
  }

  Endorsements endorsements() {
    return new Endorsements(
        certificates().stream().map(c -> Item.of(Endorsements.Type.CERTIFICATE, c)).toList());
  }

  /// An item of the SDK's list.
  String json() {
    return json(report());
  }

  String json(Bytes report) {
    StringBuilder pem = new StringBuilder();
    for (Bytes certificate : certificates()) {
      pem.append("-----BEGIN CERTIFICATE-----\n")
          .append(Base64.getMimeEncoder().encodeToString(certificate.toByteArray()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return "{\"evidence\":\""
        + Base64.getEncoder().encodeToString(report.toByteArray())
        + "\",\"certificate\":\""
        + Base64.getEncoder().encodeToString(Bytes.utf8(pem.toString()).toByteArray())
        + "\""
        + members
        + "}";
  }

  static Bytes little(int value, int width) {
    byte[] bytes = new byte[width];
    for (int i = 0; i < width; i++) {
      bytes[i] = (byte) (value >>> (8 * i));
    }
    return Bytes.copyOf(bytes);
  }
}
