// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.quorum;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.custody.SealedShare;
import dev.strongroom.channel.custody.Shamir;
import dev.strongroom.channel.custody.ShareHeader;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Operator;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Quorum;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A root secret that was just made, and the shares on their way to the operators. Used under the
/// ceremony's lock.
final class Birth {
  private final RootSecret root;
  private final Map<String, SealedShare> shares;
  private final Map<String, Bytes> proofs;
  private final Set<String> confirmed = new LinkedHashSet<>();

  private Birth(RootSecret root, Map<String, SealedShare> shares, Map<String, Bytes> proofs) {
    this.root = root;
    this.shares = shares;
    this.proofs = proofs;
  }

  /// Makes a root secret, splits it, and encrypts each share to its operator. The plain shares are
  /// gone when this returns.
  static Birth of(Quorum quorum, String deployment, Bytes ceremony, SecureRandom random) {
    byte[] secret = new byte[RootSecret.LENGTH];
    random.nextBytes(secret);
    RootSecret root = new RootSecret(Secret.owning(secret));
    List<Operator> operators = quorum.operators();
    List<byte[]> values =
        root.use(bytes -> Shamir.split(bytes, quorum.threshold(), operators.size(), random));
    try {
      ShareHeader header = header(quorum, deployment, ceremony, root, values);
      Map<String, SealedShare> shares = new LinkedHashMap<>();
      Map<String, Bytes> proofs = new LinkedHashMap<>();
      for (int i = 0; i < operators.size(); i++) {
        Operator operator = operators.get(i);
        SealedShare share =
            SealedShare.seal(header, i + 1, values.get(i), operator.encryptionKey(), random);
        shares.put(operator.name(), share);
        proofs.put(operator.name(), share.possession(values.get(i)));
      }
      return new Birth(root, shares, proofs);
    } catch (RuntimeException e) {
      root.close();
      throw e;
    } finally {
      values.forEach(value -> Arrays.fill(value, (byte) 0));
    }
  }

  private static ShareHeader header(
      Quorum quorum, String deployment, Bytes ceremony, RootSecret root, List<byte[]> values) {
    List<Bytes> digests =
        IntStream.rangeClosed(1, values.size())
            .mapToObj(index -> ShareHeader.digest(index, values.get(index - 1)))
            .toList();
    return new ShareHeader(
        ceremony, deployment, quorum.threshold(), root.identityKey(), commitment(root), digests);
  }

  /// What tells a root secret from others without telling it: 32 bytes by HKDF.
  static Bytes commitment(RootSecret root) {
    try (Secret commitment = root.derive("quorum commitment", 32)) {
      return commitment.use(Bytes::copyOf);
    }
  }

  /// The operator's share; null if there is no such operator.
  @Nullable SealedShare share(String operator) {
    return shares.get(operator);
  }

  /// Takes the operator's word, and its proof, that it has the share.
  void confirm(String operator, Bytes proof) throws QuorumRefusedException {
    Bytes expected = proofs.getOrDefault(operator, Bytes.EMPTY);
    if (!MessageDigest.isEqual(expected.toByteArray(), proof.toByteArray())) {
      throw new QuorumRefusedException(Refusal.NOT_DECRYPTED);
    }
    if (!confirmed.add(operator)) {
      throw new QuorumRefusedException(Refusal.ALREADY_CONFIRMED);
    }
  }

  List<String> confirmed() {
    return List.copyOf(confirmed);
  }

  /// Whether every operator has its share.
  boolean complete() {
    return confirmed.size() == shares.size();
  }

  /// The root secret, the caller's from now on.
  RootSecret root() {
    return root;
  }
}
