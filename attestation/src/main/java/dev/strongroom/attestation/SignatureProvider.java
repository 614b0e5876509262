// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// Verifies signatures with a JCA provider that was chosen explicitly; the process-wide order of
/// providers is neither used nor changed. Thread-safe.
public final class SignatureProvider {
  private static final String CORRETTO =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

  private final Provider provider;
  private final @Nullable RememberedSignatures remembered;

  private SignatureProvider(Provider provider, @Nullable RememberedSignatures remembered) {
    this.provider = provider;
    this.remembered = remembered;
  }

  private SignatureProvider(Provider provider) {
    this(provider, null);
  }

  /// The JDK's own elliptic curves: always there.
  public static SignatureProvider jdk() {
    Provider sunEc = Security.getProvider("SunEC");
    if (sunEc == null) {
      throw new IllegalStateException("this Java runtime has no SunEC provider (jdk.crypto.ec)");
    }
    return new SignatureProvider(sunEc);
  }

  /// A provider of the caller's choice.
  public static SignatureProvider of(Provider provider) {
    return new SignatureProvider(provider);
  }

  /// Amazon Corretto Crypto Provider where it is among the application's modules or class path (ten
  /// times the JDK's speed for P-384), else the JDK.
  public static SignatureProvider fastest() {
    return ServiceLoader.load(Provider.class).stream()
        .filter(candidate -> candidate.type().getName().equals(CORRETTO))
        .findFirst()
        .map(candidate -> new SignatureProvider(candidate.get()))
        .orElseGet(SignatureProvider::jdk);
  }

  /// The same provider with a memory for signatures that were found good, so that the same evidence
  /// seen again costs a digest for each. For a client that connects to the same enclaves again and
  /// again. Dates, trust and policy are judged anew each time: only a signature's being good is a
  /// fact that stays.
  ///
  /// @param capacity how many signatures are remembered, those used last; 1 or more
  public SignatureProvider remembering(int capacity) {
    return new SignatureProvider(provider, new RememberedSignatures(capacity));
  }

  /// The JCA provider, for operations that this class doesn't offer.
  public Provider provider() {
    return provider;
  }

  /// The provider's name.
  public String name() {
    return provider.getName();
  }

  /// Decodes an elliptic-curve public key.
  ///
  /// @param publicKeyInfo SubjectPublicKeyInfo, DER
  /// @throws InvalidKeyException if it isn't a valid key
  public PublicKey ecKey(Bytes publicKeyInfo) throws InvalidKeyException {
    try {
      PublicKey key =
          KeyFactory.getInstance("EC", provider)
              .generatePublic(new X509EncodedKeySpec(publicKeyInfo.toByteArray()));
      // Some providers leave this to the first use of the key, and then say less.
      if (!(key instanceof ECPublicKey point) || !onCurve(point)) {
        throw new InvalidKeyException("the key isn't a point of its curve");
      }
      return key;
    } catch (InvalidKeySpecException e) {
      throw new InvalidKeyException(e);
    } catch (NoSuchAlgorithmException e) {
      throw unsupported(e);
    }
  }

  /// SEC 1, 3.2.2.1, steps 1 to 3; the curves in use have cofactor 1.
  private static boolean onCurve(ECPublicKey key) {
    EllipticCurve curve = key.getParams().getCurve();
    if (!(curve.getField() instanceof ECFieldFp field)
        || key.getW().equals(ECPoint.POINT_INFINITY)) {
      return false;
    }
    BigInteger p = field.getP();
    BigInteger x = key.getW().getAffineX();
    BigInteger y = key.getW().getAffineY();
    BigInteger right = x.multiply(x).add(curve.getA()).multiply(x).add(curve.getB());
    return inField(x, p) && inField(y, p) && y.multiply(y).subtract(right).mod(p).signum() == 0;
  }

  private static boolean inField(BigInteger coordinate, BigInteger p) {
    return coordinate.signum() >= 0 && coordinate.compareTo(p) < 0;
  }

  /// Verifies ECDSA with SHA-384 in the ASN.1 form that certificates use.
  public boolean verifyEcdsaSha384(PublicKey key, Bytes signature, Bytes... message) {
    return verify("SHA384withECDSA", key, signature, message);
  }

  /// Verifies ECDSA with SHA-384 in the fixed-width `r || s` form that COSE uses (RFC 9053, 2.1).
  public boolean verifyEcdsaSha384Fixed(PublicKey key, Bytes signature, Bytes... message) {
    return verify("SHA384withECDSAinP1363Format", key, signature, message);
  }

  private boolean verify(String algorithm, PublicKey key, Bytes signature, Bytes... message) {
    if (remembered == null) {
      return compute(algorithm, key, signature, message);
    }
    Bytes id = RememberedSignatures.identify(algorithm, key, signature, message);
    if (remembered.has(id)) {
      return true;
    }
    boolean good = compute(algorithm, key, signature, message);
    if (good) {
      remembered.add(id);
    }
    return good;
  }

  private boolean compute(String algorithm, PublicKey key, Bytes signature, Bytes... message) {
    try {
      Signature verification = Signature.getInstance(algorithm, provider);
      verification.initVerify(key);
      for (Bytes part : message) {
        part.updateTo(verification);
      }
      return signature.verifiedBy(verification);
    } catch (SignatureException | InvalidKeyException e) {
      // Badly formed values and unusable keys verify nothing.
      return false;
    } catch (NoSuchAlgorithmException e) {
      throw unsupported(e);
    }
  }

  private IllegalStateException unsupported(NoSuchAlgorithmException cause) {
    return new IllegalStateException(provider.getName() + " can't do P-384", cause);
  }
}
