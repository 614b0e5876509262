// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.quorum;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.channel.custody.CustodyPaths;
import dev.strongroom.channel.custody.EncryptionKey;
import dev.strongroom.channel.custody.OperatorRequest;
import dev.strongroom.channel.custody.OperatorRequest.Action;
import dev.strongroom.channel.custody.QuorumStatus;
import dev.strongroom.channel.custody.ReleasedShare;
import dev.strongroom.channel.custody.SealedShare;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Operator;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Objects;

/// An operator with keys.
record TestOperator(String name, SigningKey signing, EncryptionKey encryption) {
  static final String DEPLOYMENT = "demo";
  private static final SecureRandom RANDOM = new SecureRandom();

  static TestOperator of(String name) {
    return new TestOperator(name, SigningKey.generate(RANDOM), EncryptionKey.generate(RANDOM));
  }

  /// As the configuration knows it.
  Operator configured() {
    return new Operator(name, encryption.publicKey(), signing.publicKey());
  }

  OperatorRequest request(Action action, Bytes session, Bytes payload) {
    return OperatorRequest.sign(action, name, DEPLOYMENT, session, payload, signing);
  }

  /// The request that releases a share.
  OperatorRequest release(SealedShare share, Bytes session) throws Exception {
    return request(
        Action.RELEASE,
        session,
        ReleasedShare.of(share.header(), share.index(), share.open(encryption)).encoded());
  }

  /// Fetches the share and confirms it.
  SealedShare join(Talk talk) throws Exception {
    SealedShare share = read(talk.get(CustodyPaths.SHARES + name));
    Bytes proof = share.possession(share.open(encryption));
    talk.post(request(Action.CONFIRM, status(talk).session(), proof));
    return share;
  }

  static QuorumStatus status(Talk talk) throws Exception {
    return QuorumStatus.parse(talk.get(CustodyPaths.ROOT_SECRET));
  }

  private static SealedShare read(Bytes body) throws IOException, MalformedJsonException {
    return SealedShare.parse(JsonNode.parse(Objects.requireNonNull(body.asUtf8())));
  }

  /// Some way to talk to an enclave; what isn't answered by 200 throws.
  interface Talk {
    Bytes get(String path) throws Exception;

    void post(OperatorRequest request) throws Exception;

    static String path(Action action) {
      return switch (action) {
        case BIRTH -> CustodyPaths.BIRTH;
        case CONFIRM -> CustodyPaths.CONFIRMATION;
        case RELEASE -> CustodyPaths.RELEASE;
        case STORE -> throw new IllegalArgumentException("never sent");
      };
    }
  }
}
