// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.x509;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureAlgorithm;
import dev.strongroom.attestation.SignatureProvider;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the certificates of one maker's hierarchy look like: anything else is refused, so that no
/// algorithm comes into play that the maker doesn't use.
///
/// @param words the profile for people; no two have the same
/// @param authorities the sorts of key that CAs have
/// @param leaf the sorts of key that leaves have
/// @param leafSigns whether a leaf has to be allowed to sign; else any use will do
/// @param signatures how certificates and revocation lists are signed, by AlgorithmIdentifier, DER
public record PathProfile(
    String words,
    Set<KeyType> authorities,
    Set<KeyType> leaf,
    boolean leafSigns,
    Map<Bytes, SignatureAlgorithm> signatures) {

  /// Copies the collections.
  public PathProfile {
    authorities = Set.copyOf(authorities);
    leaf = Set.copyOf(leaf);
    signatures = Map.copyOf(signatures);
  }

  /// An uncompressed point of P-256 (RFC 5480, 2).
  private static final KeyType P256_KEY =
      new KeyType("3059301306072a8648ce3d020106082a8648ce3d03010703420004", 91);

  /// An uncompressed point of P-384 (RFC 5480, 2).
  private static final KeyType P384_KEY =
      new KeyType("3076301006072a8648ce3d020106052b8104002203620004", 120);

  /// An uncompressed point of P-521 (RFC 5480, 2).
  private static final KeyType P521_KEY =
      new KeyType("30819b301006072a8648ce3d020106052b810400230381860004", 158);

  /// A modulus of 4096 bits (RFC 8017, A.1.1).
  private static final KeyType RSA_KEY =
      new KeyType("30820222300d06092a864886f70d01010105000382020f003082020a0282020100", 550);

  /// The same of 3072 and of 2048 bits.
  private static final KeyType RSA_3072_KEY =
      new KeyType("308201a2300d06092a864886f70d01010105000382018f003082018a0282018100", 422);

  private static final KeyType RSA_2048_KEY =
      new KeyType("30820122300d06092a864886f70d01010105000382010f003082010a0282010100", 294);

  private static final Set<KeyType> RSA_KEYS = Set.of(RSA_KEY, RSA_3072_KEY, RSA_2048_KEY);

  /// RFC 8410, 4.
  private static final KeyType ED25519_KEY = new KeyType("302a300506032b6570032100", 44);

  private static final KeyType X25519_KEY = new KeyType("302a300506032b656e032100", 44);

  /// RFC 5758, 3.2.
  private static final Bytes ECDSA_WITH_SHA256 = Bytes.fromHex("300a06082a8648ce3d040302");

  private static final Bytes ECDSA_WITH_SHA384 = Bytes.fromHex("300a06082a8648ce3d040303");

  /// RFC 4055, 5.
  private static final Bytes RSA_WITH_SHA256 = Bytes.fromHex("300d06092a864886f70d01010b0500");

  private static final String PSS_PARAMETERS =
      "a00f300d06096086480165030402020500"
          + "a11c301a06092a864886f70d010108300d06096086480165030402020500a203020130";

  /// RFC 4055, 3.1: SHA-384, MGF1 with SHA-384, a salt of 48 bytes.
  private static final Bytes PSS_SHA384 =
      Bytes.fromHex("304106092a864886f70d01010a3034" + PSS_PARAMETERS);

  /// The same with the default trailer written out, as some of AMD's have it.
  private static final Bytes PSS_SHA384_TRAILER =
      Bytes.fromHex("304606092a864886f70d01010a3039" + PSS_PARAMETERS + "a303020101");

  /// AWS Nitro and NVIDIA: ECDSA on P-384 with SHA-384 throughout.
  public static final PathProfile P384 =
      new PathProfile(
          "P-384 and SHA-384",
          Set.of(P384_KEY),
          Set.of(P384_KEY),
          true,
          Map.of(ECDSA_WITH_SHA384, SignatureAlgorithm.ECDSA_SHA384));

  /// Intel: ECDSA on P-256 with SHA-256 throughout.
  public static final PathProfile P256 =
      new PathProfile(
          "P-256 and SHA-256",
          Set.of(P256_KEY),
          Set.of(P256_KEY),
          true,
          Map.of(ECDSA_WITH_SHA256, SignatureAlgorithm.ECDSA_SHA256));

  /// AMD: RSA-4096 with PSS and SHA-384, and a leaf on P-384.
  public static final PathProfile AMD =
      new PathProfile(
          "RSA-4096 with PSS and SHA-384, and a leaf on P-384",
          Set.of(RSA_KEY),
          Set.of(P384_KEY),
          true,
          Map.of(
              PSS_SHA384,
              SignatureAlgorithm.RSA_PSS_SHA384,
              PSS_SHA384_TRAILER,
              SignatureAlgorithm.RSA_PSS_SHA384));

  /// Android's key attestation: CAs on P-256, P-384 or RSA, and leaves for whatever an app's key is
  /// for, made by the phone.
  public static final PathProfile ANDROID =
      new PathProfile(
          "P-256, P-384 or RSA, and a leaf of any sort that phones make",
          Set.of(P256_KEY, P384_KEY, RSA_KEY, RSA_3072_KEY, RSA_2048_KEY),
          Set.of(
              P256_KEY,
              P384_KEY,
              P521_KEY,
              RSA_KEY,
              RSA_3072_KEY,
              RSA_2048_KEY,
              ED25519_KEY,
              X25519_KEY),
          false,
          Map.of(
              ECDSA_WITH_SHA256,
              SignatureAlgorithm.ECDSA_SHA256,
              ECDSA_WITH_SHA384,
              SignatureAlgorithm.ECDSA_SHA384,
              RSA_WITH_SHA256,
              SignatureAlgorithm.RSA_SHA256));

  /// Apple's App Attest: CAs on P-384, and a leaf on P-256.
  public static final PathProfile APP_ATTEST =
      new PathProfile(
          "P-384, and a leaf on P-256",
          Set.of(P384_KEY),
          Set.of(P256_KEY),
          true,
          Map.of(
              ECDSA_WITH_SHA256,
              SignatureAlgorithm.ECDSA_SHA256,
              ECDSA_WITH_SHA384,
              SignatureAlgorithm.ECDSA_SHA384));

  /// A sort of key.
  ///
  /// @param prefix what stands before the key itself in SubjectPublicKeyInfo
  /// @param length of SubjectPublicKeyInfo, bytes
  public record KeyType(Bytes prefix, int length) {
    private KeyType(String prefix, int length) {
      this(Bytes.fromHex(prefix), length);
    }

    boolean fits(Bytes info) {
      return info.length() == length && info.startsWith(prefix);
    }
  }

  /// How something was signed.
  ///
  /// @param identifier AlgorithmIdentifier, DER
  /// @return null if not in a way that this maker signs
  public @Nullable SignatureAlgorithm signature(Bytes identifier) {
    return signatures.get(identifier);
  }

  /// Why a certificate's key or signature isn't of this maker's sort.
  ///
  /// @return null if it is
  @Nullable String unsuitable(Certificate certificate, boolean leaf) {
    if (!signatures.containsKey(certificate.signatureAlgorithm())) {
      return "not signed by " + words;
    }
    Set<KeyType> wanted = leaf ? this.leaf : authorities;
    return fits(wanted, certificate.publicKeyInfo())
        ? null
        : "its key isn't of the sort that is in use: " + words;
  }

  /// A certificate's key.
  ///
  /// @throws InvalidKeyException if it can't be one
  static PublicKey key(SignatureProvider provider, Certificate certificate)
      throws InvalidKeyException {
    Bytes info = certificate.publicKeyInfo();
    return fits(RSA_KEYS, info) ? provider.rsaKey(info) : provider.ecKey(info);
  }

  private static boolean fits(Set<KeyType> types, Bytes info) {
    return types.stream().anyMatch(type -> type.fits(info));
  }
}
