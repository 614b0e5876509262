// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.tinfoil;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.AttestationException;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.enclave.inference.backend.Verification;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The judgement of one server under one policy: whether the key that a connection was made with is
/// the one that accepted evidence binds.
///
/// In this order: TLS 1.3, whose handshake shows that the server has its certificate's key; the
/// document, over this very connection; [#judge]. Nothing of a request may be sent before that.
/// Thread-safe.
///
/// @param format of its document
/// @param policy for the machine's evidence, of kind `sev-snp` or `tdx`
/// @param devices for its GPUs' evidence; empty: it isn't looked at
/// @param endorsements what the makers vouch for; what the document brings is used beside it
/// @param reattest how long a judgement holds
/// @param verifier computes
/// @param clock that dates and ages are judged by
/// @param random for nonces
public record TinfoilAppraisal(
    TinfoilFormat format,
    AppraisalPolicy policy,
    Optional<AppraisalPolicy> devices,
    Endorsements endorsements,
    Duration reattest,
    Verifier verifier,
    InstantSource clock,
    SecureRandom random) {
  private static final String DEVICES = "tinfoil.devices";
  private static final String TLS_KEY = "tinfoil.tls-key";

  /// Bytes of a document at most.
  public static final int LONGEST = TinfoilDocument.LONGEST;

  /// A nonce that was never used.
  public Bytes nonce() {
    byte[] nonce = new byte[TinfoilDocument.DIGEST];
    random.nextBytes(nonce);
    return Bytes.copyOf(nonce);
  }

  /// What a key is known by: SHA-256 of its SubjectPublicKeyInfo.
  public static Bytes fingerprint(Bytes keyInfo) {
    return BoundData.sha256(keyInfo);
  }

  /// Judges a document that came over a connection.
  ///
  /// @param encoded the document, as it came
  /// @param nonce that it was asked for with
  /// @param fingerprint of the key that the server showed in this connection's handshake
  /// @throws TinfoilRefusedException unless its evidence is accepted and binds this key
  public Verification judge(Bytes encoded, Bytes nonce, Bytes fingerprint)
      throws TinfoilRefusedException {
    TinfoilDocument document = TinfoilDocument.read(format, encoded, nonce);
    if (!document.tlsKey().equals(fingerprint)) {
      throw TinfoilRefusedException.of(TLS_KEY, "the evidence isn't that of this connection's key");
    }
    Endorsements given = given(document);
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(
        judged(
            "",
            document.cpu(),
            policy,
            given,
            Challenge.none().withUserData(document.reportData())));
    if (devices.isPresent()) {
      verdicts.add(
          judged("device.", gpus(document), devices.get(), given, Challenge.ofNonce(nonce)));
    }
    return new Verification(
        verdicts.getFirst().kind().toString(),
        BoundData.sha256(encoded),
        Optional.empty(),
        Optional.of(fingerprint),
        clock.instant(),
        verdicts.stream().anyMatch(Verdict::simulated),
        passed(verdicts));
  }

  private Endorsements given(TinfoilDocument document) throws TinfoilRefusedException {
    try {
      return TinfoilCollateral.merged(endorsements, document.brought());
    } catch (IllegalArgumentException e) {
      throw TinfoilRefusedException.of(TinfoilDocument.DOCUMENT, String.valueOf(e.getMessage()));
    }
  }

  /// All or nothing: a device that isn't understood might be the one that computes.
  private static Evidence gpus(TinfoilDocument document) throws TinfoilRefusedException {
    if (document.unread() > 0) {
      throw TinfoilRefusedException.of(DEVICES, "evidence of devices that isn't understood");
    }
    if (document.gpus().isEmpty()) {
      throw TinfoilRefusedException.of(DEVICES, "no evidence of a GPU");
    }
    return document.gpus().get();
  }

  private Verdict judged(
      String prefix,
      Evidence evidence,
      AppraisalPolicy under,
      Endorsements given,
      Challenge challenge)
      throws TinfoilRefusedException {
    try {
      return verifier
          .verify(evidence, given, under, challenge, AppraisalTime.live(clock))
          .verdict();
    } catch (AttestationException e) {
      throw TinfoilRefusedException.of(
          prefix + e.verdict().firstFailure().map(Check::name).orElse("verdict"), e.verdict());
    }
  }

  /// Names of what was passed, in order.
  private static List<String> passed(List<Verdict> verdicts) {
    List<String> names = new ArrayList<>();
    names.add(TinfoilDocument.DOCUMENT);
    names.add(TLS_KEY);
    for (int i = 0; i < verdicts.size(); i++) {
      String prefix = i == 0 ? "" : "device.";
      for (Check check : verdicts.get(i).checks()) {
        if (check.outcome() == Check.Outcome.PASSED) {
          names.add(prefix + check.name());
        }
      }
    }
    return names;
  }
}
