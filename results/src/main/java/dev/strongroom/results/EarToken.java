// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborWriter;
import dev.strongroom.attestation.cose.CoseSign1;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;

/// Signs results.
public final class EarToken {
  private static final int SIGN1 = 18;
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private final PrivateKey key;
  private final TokenAlgorithm algorithm;

  private EarToken(PrivateKey key, TokenAlgorithm algorithm) {
    this.key = key;
    this.algorithm = algorithm;
  }

  /// Signs with `key`.
  ///
  /// @throws InvalidKeyException unless it is a key of P-256 or Ed25519
  public static EarToken by(PrivateKey key) throws InvalidKeyException {
    return new EarToken(
        key,
        TokenAlgorithm.of(key)
            .orElseThrow(() -> new InvalidKeyException("neither a key of P-256 nor of Ed25519")));
  }

  /// A JWT (RFC 7519) in compact form (RFC 7515, 3.1), of type `eat+jwt` (RFC 9782).
  ///
  /// @throws GeneralSecurityException if the key can't sign
  public String jwt(Ear ear) throws GeneralSecurityException {
    String header = "{\"alg\":\"" + algorithm.jose() + "\",\"typ\":\"eat+jwt\"}";
    String signed = url(header) + "." + url(EarJson.write(ear));
    return signed
        + "."
        + URL.encodeToString(sign(signed.getBytes(StandardCharsets.US_ASCII)).toByteArray());
  }

  /// A CWT (RFC 8392): COSE_Sign1 (RFC 9052, 4.2), tagged.
  ///
  /// @throws GeneralSecurityException if the key can't sign
  public Bytes cwt(Ear ear) throws GeneralSecurityException {
    Bytes header = new CborWriter().map(1).integer(1).integer(algorithm.cose()).toBytes();
    Bytes payload = EarCbor.write(ear);
    Bytes prefix = new CoseSign1(header, true, payload, 0, Bytes.EMPTY).signedPrefix();
    Signature signature = Signature.getInstance(algorithm.jca());
    signature.initSign(key);
    prefix.updateTo(signature);
    payload.updateTo(signature);
    return new CborWriter()
        .tag(SIGN1)
        .array(4)
        .bytes(header)
        .map(0)
        .bytes(payload)
        .bytes(Bytes.copyOf(signature.sign()))
        .toBytes();
  }

  private Bytes sign(byte[] content) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm.jca());
    signature.initSign(key);
    signature.update(content);
    return Bytes.copyOf(signature.sign());
  }

  private static String url(String text) {
    return URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
