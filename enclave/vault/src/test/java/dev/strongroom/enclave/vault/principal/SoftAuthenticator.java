// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import com.upokecenter.cbor.CBORObject;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.util.BigIntegers;

/// An authenticator made of a few lines, for what a browser's doesn't do: other algorithms, other
/// attestations, and lies. Its CBOR is another library's.
public final class SoftAuthenticator {
  /// Where it is used.
  public static final String ORIGIN = "https://example.com";

  /// Whose it is.
  public static final String PARTY = "example.com";

  private static final int ATTESTED = 0x40;

  final String algorithm;
  final KeyPair key;

  /// Of its credential.
  public final Bytes id;

  /// UP and UV.
  int flags = 0x05;

  /// What it counts.
  public long counter = 1;

  byte[] aaguid = new byte[16];
  String party = PARTY;

  /// Where it says that it is.
  public String origin = ORIGIN;

  /// A new one.
  ///
  /// @param algorithm `ES256`, `RS256` or `EdDSA`
  public SoftAuthenticator(String algorithm) throws GeneralSecurityException {
    this(algorithm, pair(algorithm), random());
  }

  private SoftAuthenticator(String algorithm, KeyPair key, Bytes id) {
    this.algorithm = algorithm;
    this.key = key;
    this.id = id;
  }

  private static Bytes random() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return Bytes.copyOf(random);
  }

  static KeyPair pair(String algorithm) throws GeneralSecurityException {
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(
            switch (algorithm) {
              case "ES256" -> "EC";
              case "RS256" -> "RSA";
              default -> "Ed25519";
            });
    if (algorithm.equals("ES256")) {
      generator.initialize(new ECGenParameterSpec("secp256r1"));
    }
    return generator.generateKeyPair();
  }

  int code() {
    return switch (algorithm) {
      case "ES256" -> -7;
      case "RS256" -> -257;
      default -> -8;
    };
  }

  CBORObject coseKey() {
    CBORObject cose = CBORObject.NewMap().Add(3, code());
    switch (algorithm) {
      case "ES256" -> {
        ECPublicKey ec = (ECPublicKey) key.getPublic();
        cose.Add(1, 2)
            .Add(-1, 1)
            .Add(-2, number(ec.getW().getAffineX(), 32))
            .Add(-3, number(ec.getW().getAffineY(), 32));
      }
      case "RS256" -> {
        RSAPublicKey rsa = (RSAPublicKey) key.getPublic();
        cose.Add(1, 3)
            .Add(-1, number(rsa.getModulus(), rsa.getModulus().bitLength() / 8))
            .Add(-2, number(rsa.getPublicExponent(), 3));
      }
      default -> {
        // The last 32 bytes of the SubjectPublicKeyInfo (RFC 8410).
        Bytes info = Bytes.copyOf(key.getPublic().getEncoded());
        cose.Add(1, 1)
            .Add(-1, 6)
            .Add(-2, info.slice(info.length() - 32, info.length()).toByteArray());
      }
    }
    return cose;
  }

  private static byte[] number(BigInteger number, int length) {
    return BigIntegers.asUnsignedByteArray(length, number);
  }

  /// What a browser says.
  public Bytes clientData(String type, Bytes challenge) {
    return CanonicalJson.encode(
        Map.of(
            "type",
            type,
            "challenge",
            Encodings.base64Url(challenge),
            "origin",
            origin,
            "crossOrigin",
            false));
  }

  byte[] authenticatorData(boolean attested) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Encodings.sha256(Bytes.utf8(party)).toByteArray());
    out.write(flags | (attested ? ATTESTED : 0));
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write((int) (counter >> shift));
    }
    if (attested) {
      out.writeBytes(aaguid);
      out.write(id.length() >> 8);
      out.write(id.length());
      out.writeBytes(id.toByteArray());
      out.writeBytes(coseKey().EncodeToBytes());
    }
    return out.toByteArray();
  }

  byte[] sign(byte[]... parts) throws GeneralSecurityException {
    return sign(algorithm, key, parts);
  }

  static byte[] sign(String algorithm, KeyPair key, byte[]... parts)
      throws GeneralSecurityException {
    Signature signer =
        Signature.getInstance(
            switch (algorithm) {
              case "ES256" -> "SHA256withECDSA";
              case "RS256" -> "SHA256withRSA";
              default -> "Ed25519";
            });
    signer.initSign(key.getPrivate());
    for (byte[] part : parts) {
      signer.update(part);
    }
    return signer.sign();
  }

  /// A registration with this format and statement.
  public Bytes registration(Bytes clientData, String format, CBORObject statement) {
    CBORObject object =
        CBORObject.NewOrderedMap()
            .Add("fmt", format)
            .Add("attStmt", statement)
            .Add("authData", authenticatorData(true));
    return registration(clientData, object.EncodeToBytes());
  }

  Bytes registration(Bytes clientData, byte[] attestationObject) {
    return json(
        Map.of(
            "clientDataJSON",
            Encodings.base64Url(clientData),
            "attestationObject",
            Encodings.base64Url(Bytes.copyOf(attestationObject))));
  }

  /// This one's key under another's id.
  public SoftAuthenticator claiming(SoftAuthenticator other) {
    return new SoftAuthenticator(algorithm, key, other.id);
  }

  /// Another authenticator with the same key.
  public SoftAuthenticator copy() {
    return new SoftAuthenticator(algorithm, key, id);
  }

  /// What it signs.
  public Bytes assertion(Bytes challenge) throws GeneralSecurityException {
    Bytes clientData = clientData("webauthn.get", challenge);
    byte[] data = authenticatorData(false);
    byte[] signature = sign(data, Encodings.sha256(clientData).toByteArray());
    return json(
        Map.of(
            "clientDataJSON",
            Encodings.base64Url(clientData),
            "authenticatorData",
            Encodings.base64Url(Bytes.copyOf(data)),
            "signature",
            Encodings.base64Url(Bytes.copyOf(signature))));
  }

  private Bytes json(Map<String, Object> response) {
    Map<String, Object> credential = new HashMap<>();
    credential.put("id", Encodings.base64Url(id));
    credential.put("rawId", Encodings.base64Url(id));
    credential.put("type", "public-key");
    credential.put("response", response);
    return Bytes.copyOf(CanonicalJson.text(credential).getBytes(StandardCharsets.UTF_8));
  }
}
