// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.evidence;

import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.bench.evidence.RecordingProvider.Operation;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The signatures that a verdict took, ready to be verified again and nothing else: keys decoded,
/// messages assembled, one `Signature` object for each algorithm. Each counts once, however often
/// the verifier computed it.
final class BareOperations {
  private record Ready(Signature verification, Operation operation) {}

  /// No signatures.
  static final BareOperations NONE = new BareOperations(List.of());

  private final List<Ready> operations;

  private BareOperations(List<Ready> operations) {
    this.operations = operations;
  }

  /// Of a verifier that remembers nothing.
  static BareOperations cold(Sample sample, SignatureProvider computing)
      throws GeneralSecurityException {
    RecordingProvider recording = new RecordingProvider(computing.provider());
    sample.accept(Verifier.create(SignatureProvider.of(recording), PathCache.none()));
    return ready(recording);
  }

  /// Of a verifier that has seen the same before.
  static BareOperations warm(Sample sample, SignatureProvider computing, int capacity)
      throws GeneralSecurityException {
    RecordingProvider recording = new RecordingProvider(computing.provider());
    PathCache cache = PathCache.ofCapacity(capacity);
    sample.accept(Verifier.create(computing, cache));
    sample.accept(Verifier.create(SignatureProvider.of(recording), cache));
    return ready(recording);
  }

  private static BareOperations ready(RecordingProvider recording) throws GeneralSecurityException {
    Map<String, Signature> signatures = new HashMap<>();
    List<Ready> ready = new ArrayList<>();
    for (Operation operation : recording.distinct()) {
      Signature signature = signatures.get(operation.algorithm());
      if (signature == null) {
        signature = Signature.getInstance(operation.algorithm(), operation.provider());
        if (operation.parameters() != null) {
          signature.setParameter(operation.parameters());
        }
        signatures.put(operation.algorithm(), signature);
      }
      ready.add(new Ready(signature, operation));
    }
    return new BareOperations(ready);
  }

  /// How many there are.
  int count() {
    return operations.size();
  }

  /// Verifies each once.
  void verify() throws GeneralSecurityException {
    for (Ready ready : operations) {
      ready.verification().initVerify(ready.operation().key());
      ready.operation().message().updateTo(ready.verification());
      if (!ready.operation().signature().verifiedBy(ready.verification())) {
        throw new GeneralSecurityException("a signature that doesn't verify");
      }
    }
  }
}
