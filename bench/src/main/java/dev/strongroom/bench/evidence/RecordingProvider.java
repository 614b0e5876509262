// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.evidence;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureAlgorithm;
import java.io.ByteArrayOutputStream;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Another provider that notes each signature that it verifies. What the other hasn't, the JDK's
/// for RSA has.
@SuppressWarnings("serial") // Never written.
final class RecordingProvider extends Provider {
  private static final long serialVersionUID = 1;

  /// Everything that one verification takes.
  ///
  /// @param parameters null but for PSS
  record Operation(
      Provider provider,
      String algorithm,
      @Nullable AlgorithmParameterSpec parameters,
      PublicKey key,
      Bytes message,
      Bytes signature) {}

  private final transient Set<Operation> operations = new LinkedHashSet<>();

  RecordingProvider(Provider computing) {
    super("Recording", "1", "notes what " + computing.getName() + " verifies");
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
      Provider having = having(computing, "Signature", algorithm.jcaName());
      putService(
          new Service(this, "Signature", algorithm.jcaName(), "recording", List.of(), Map.of()) {
            @Override
            public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
              return new Recording(having, algorithm.jcaName());
            }
          });
    }
    for (String algorithm : List.of("EC", "RSA")) {
      Provider having = having(computing, "KeyFactory", algorithm);
      putService(
          new Service(this, "KeyFactory", algorithm, "recording", List.of(), Map.of()) {
            @Override
            public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
              return having.getService("KeyFactory", algorithm).newInstance(parameter);
            }
          });
    }
  }

  private static Provider having(Provider computing, String type, String algorithm) {
    return computing.getService(type, algorithm) != null
        ? computing
        : Security.getProvider("SunRsaSign");
  }

  /// What was verified and found good so far, each once, in order.
  List<Operation> distinct() {
    return List.copyOf(operations);
  }

  /// One of the other provider's objects, listened to.
  private final class Recording extends SignatureSpi {
    private final Provider computing;
    private final Signature signature;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private @Nullable AlgorithmParameterSpec parameters;
    private @Nullable PublicKey key;

    private Recording(Provider computing, String algorithm) throws NoSuchAlgorithmException {
      this.computing = computing;
      this.signature = Signature.getInstance(algorithm, computing);
    }

    @Override
    protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
      key = publicKey;
      message.reset();
      signature.initVerify(publicKey);
    }

    @Override
    protected void engineUpdate(byte b) throws SignatureException {
      message.write(b);
      signature.update(b);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
      message.write(bytes, offset, length);
      signature.update(bytes, offset, length);
    }

    @Override
    protected boolean engineVerify(byte[] value) throws SignatureException {
      boolean good = signature.verify(value);
      if (good && key != null) {
        operations.add(
            new Operation(
                computing,
                signature.getAlgorithm(),
                parameters,
                key,
                Bytes.copyOf(message.toByteArray()),
                Bytes.copyOf(value)));
      }
      return good;
    }

    @Override
    protected void engineSetParameter(AlgorithmParameterSpec given)
        throws InvalidAlgorithmParameterException {
      parameters = given;
      signature.setParameter(given);
    }

    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
      return signature.getParameters();
    }

    @Override
    protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
      throw new InvalidKeyException("only verifies");
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
      throw new SignatureException("only verifies");
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
