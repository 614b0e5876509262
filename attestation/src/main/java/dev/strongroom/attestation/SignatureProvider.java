// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// Verifies signatures with a JCA provider that was chosen explicitly; the process-wide order of
/// providers is neither used nor changed. Thread-safe.
public final class SignatureProvider {
  private static final String CORRETTO =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

  /// What AMD's PSS signatures and no others look like.
  private static final PSSParameterSpec PSS_SHA384 =
      new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1);

  private static final int LEAST_RSA_BITS = 2048;
  private static final int MOST_RSA_BITS = 4096;

  private final Provider provider;
  private final Provider rsa;
  private final @Nullable RememberedSignatures remembered;

  private SignatureProvider(Provider provider, @Nullable RememberedSignatures remembered) {
    this.provider = provider;
    this.rsa = provider.getService("Signature", "RSASSA-PSS") != null ? provider : jdkRsa();
    this.remembered = remembered;
  }

  private static Provider jdkRsa() {
    Provider sunRsa = Security.getProvider("SunRsaSign");
    if (sunRsa == null) {
      throw new IllegalStateException("this Java runtime has no SunRsaSign provider");
    }
    return sunRsa;
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

  /// The same provider with a memory for one verdict, unless it has one that lasts: for evidence in
  /// which the same certificates stand several times.
  ///
  /// @param capacity as of [#remembering]
  public SignatureProvider forOneVerdict(int capacity) {
    return remembered == null ? remembering(capacity) : this;
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
      throw unsupported(provider, e);
    }
  }

  /// Decodes an RSA public key of 2048 to 4096 bits with the exponent 65537.
  ///
  /// @param publicKeyInfo SubjectPublicKeyInfo of rsaEncryption, DER
  /// @throws InvalidKeyException if it isn't one
  public PublicKey rsaKey(Bytes publicKeyInfo) throws InvalidKeyException {
    try {
      PublicKey key =
          KeyFactory.getInstance("RSA", rsa)
              .generatePublic(new X509EncodedKeySpec(publicKeyInfo.toByteArray()));
      if (!(key instanceof RSAPublicKey read)
          || read.getModulus().bitLength() < LEAST_RSA_BITS
          || read.getModulus().bitLength() > MOST_RSA_BITS
          || !read.getModulus().testBit(0)
          || !read.getPublicExponent().equals(RSAKeyGenParameterSpec.F4)) {
        throw new InvalidKeyException("not an RSA key of the sort that is in use");
      }
      return key;
    } catch (InvalidKeySpecException e) {
      throw new InvalidKeyException(e);
    } catch (NoSuchAlgorithmException e) {
      throw unsupported(rsa, e);
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

  /// Verifies a signature over the parts of a message, one after the other.
  ///
  /// @return false also for values that are badly formed and keys that don't fit
  public boolean verify(
      SignatureAlgorithm algorithm, PublicKey key, Bytes signature, Bytes... message) {
    if (remembered == null) {
      return compute(algorithm, key, signature, message);
    }
    Bytes id = RememberedSignatures.identify(algorithm.jcaName(), key, signature, message);
    if (remembered.has(id)) {
      return true;
    }
    boolean good = compute(algorithm, key, signature, message);
    if (good) {
      remembered.add(id);
    }
    return good;
  }

  private boolean compute(
      SignatureAlgorithm algorithm, PublicKey key, Bytes signature, Bytes... message) {
    Provider computing = algorithm.rsa() ? rsa : provider;
    try {
      Signature verification = Signature.getInstance(algorithm.jcaName(), computing);
      if (algorithm == SignatureAlgorithm.RSA_PSS_SHA384) {
        verification.setParameter(PSS_SHA384);
      }
      verification.initVerify(key);
      for (Bytes part : message) {
        part.updateTo(verification);
      }
      return signature.verifiedBy(verification);
    } catch (SignatureException | InvalidKeyException e) {
      // Badly formed values and unusable keys verify nothing.
      return false;
    } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
      throw unsupported(computing, e);
    }
  }

  private static IllegalStateException unsupported(Provider provider, Exception cause) {
    return new IllegalStateException(provider.getName() + " lacks an algorithm", cause);
  }
}
