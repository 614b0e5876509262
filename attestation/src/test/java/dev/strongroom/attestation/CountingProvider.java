// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Hands all work to another provider and counts the signatures that are verified.
public final class CountingProvider extends Provider {
  private static final long serialVersionUID = 1;

  private final transient AtomicInteger verified = new AtomicInteger();

  /// Counts what `delegate` does.
  public CountingProvider(Provider delegate) {
    super("Counting", "1", "counts what " + delegate.getName() + " does");
    for (String algorithm :
        List.of(
            "SHA256withECDSA",
            "SHA256withECDSAinP1363Format",
            "SHA384withECDSA",
            "SHA384withECDSAinP1363Format")) {
      putService(new Counted(this, "Signature", algorithm, delegate, verified));
    }
    putService(new Counted(this, "KeyFactory", "EC", delegate, verified));
  }

  /// How many signatures were verified, well or badly.
  public int verified() {
    return verified.get();
  }

  private static final class Counted extends Service {
    private final Provider delegate;
    private final AtomicInteger verified;

    Counted(
        Provider self, String type, String algorithm, Provider delegate, AtomicInteger verified) {
      super(self, type, algorithm, Counted.class.getName(), null, null);
      this.delegate = delegate;
      this.verified = verified;
    }

    @Override
    public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
      return getType().equals("KeyFactory")
          ? new Keys(KeyFactory.getInstance(getAlgorithm(), delegate))
          : new Verification(Signature.getInstance(getAlgorithm(), delegate), verified);
    }
  }

  private static final class Keys extends KeyFactorySpi {
    private final KeyFactory factory;

    Keys(KeyFactory factory) {
      this.factory = factory;
    }

    @Override
    protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
      return factory.generatePublic(spec);
    }

    @Override
    protected PrivateKey engineGeneratePrivate(KeySpec spec) throws InvalidKeySpecException {
      return factory.generatePrivate(spec);
    }

    @Override
    protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> type)
        throws InvalidKeySpecException {
      return factory.getKeySpec(key, type);
    }

    @Override
    protected Key engineTranslateKey(Key key) throws InvalidKeyException {
      return factory.translateKey(key);
    }
  }

  private static final class Verification extends SignatureSpi {
    private final Signature signature;
    private final AtomicInteger verified;

    Verification(Signature signature, AtomicInteger verified) {
      this.signature = signature;
      this.verified = verified;
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
      signature.initVerify(key);
    }

    @Override
    protected void engineUpdate(byte value) throws SignatureException {
      signature.update(value);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int from, int length) throws SignatureException {
      signature.update(bytes, from, length);
    }

    @Override
    protected void engineUpdate(ByteBuffer bytes) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected boolean engineVerify(byte[] value) throws SignatureException {
      verified.incrementAndGet();
      return signature.verify(value);
    }

    @Override
    protected boolean engineVerify(byte[] value, int from, int length) throws SignatureException {
      verified.incrementAndGet();
      return signature.verify(value, from, length);
    }

    @Override
    protected void engineInitSign(PrivateKey key) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected byte[] engineSign() {
      throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
      throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new UnsupportedOperationException();
    }
  }
}
