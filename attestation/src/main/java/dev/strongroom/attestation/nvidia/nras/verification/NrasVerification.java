// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.nras.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Check.Stage;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.SignatureAlgorithm;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.checks.Appraisal;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.checks.ClaimChecks;
import dev.strongroom.attestation.checks.Finding;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.nvidia.nras.CompactToken;
import dev.strongroom.attestation.nvidia.nras.NrasAnswer;
import dev.strongroom.attestation.nvidia.nras.NrasPolicy;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Judges answers of NVIDIA's remote attestation service by the keys that are given (endorsements
/// of type `key-set`); fetches none. Thread-safe.
public final class NrasVerification {
  private static final String ES384 = "ES384";
  private static final int SIGNATURE_LENGTH = 96;
  private static final Set<String> SHA256 = Set.of("SHA-256", "SHA256");

  private final SignatureProvider signatures;

  /// A verification that computes with `signatures`.
  public NrasVerification(SignatureProvider signatures) {
    this.signatures = signatures;
  }

  /// Runs all checks.
  ///
  /// @param policy null if it is only asked whether the service signed it
  public Finding check(
      NrasAnswer answer, @Nullable NrasPolicy policy, Appraisal appraisal, CheckList checks) {
    List<CompactToken> all = new ArrayList<>();
    all.add(answer.overall());
    all.addAll(answer.devices().values());
    Endorsements given = appraisal.endorsements();
    algorithm(all, checks);
    signed(all, new KeySet(given, signatures), checks);
    digests(answer, checks);
    agreement(all, checks);
    checks.enter(Stage.POLICY);
    if (policy != null) {
      keySets(policy.keySets(), all, given, checks);
      new NrasAppraisal(policy, answer, checks).check(appraisal.challenge(), appraisal.at());
    }
    return new Finding(answer.claims(false), PlatformStatus.NOT_REPORTED, List.of());
  }

  /// All keys stand in sets that the policy names: endorsements come from anybody, and these aren't
  /// signed.
  private void keySets(
      Requirement<Set<Bytes>> requirement,
      List<CompactToken> all,
      Endorsements given,
      CheckList checks) {
    switch (requirement) {
      case Ignore<Set<Bytes>>(String why) ->
          new ClaimChecks(checks).ignored(NrasCheck.POLICY_KEYS, why);
      case Require<Set<Bytes>>(Set<Bytes> accepted) -> {
        KeySet trusted =
            new KeySet(
                new Endorsements(
                    given.items().stream()
                        .filter(item -> accepted.contains(sha256(item.content())))
                        .toList()),
                signatures);
        if (all.stream().allMatch(token -> token.keyId().flatMap(trusted::find).isPresent())) {
          checks.pass(NrasCheck.POLICY_KEYS, "of an accepted key set");
        } else {
          checks.fail(
              NrasCheck.POLICY_KEYS,
              new Reason.ClaimNotAccepted("key-set", "signed by keys of other sets"));
        }
      }
    }
  }

  private static void algorithm(List<CompactToken> all, CheckList checks) {
    for (CompactToken token : all) {
      if (!token.algorithm().equals(ES384)) {
        checks.fail(NrasCheck.ALGORITHM, new Reason.UnsupportedAlgorithm(token.algorithm()));
        return;
      }
      if (token.critical()) {
        checks.fail(
            NrasCheck.ALGORITHM, new Reason.UnexpectedHeader("critical extensions of a token"));
        return;
      }
    }
    checks.pass(NrasCheck.ALGORITHM, ES384);
  }

  private void signed(List<CompactToken> all, KeySet keys, CheckList checks) {
    List<PublicKey> found = new ArrayList<>();
    for (CompactToken token : all) {
      Optional<PublicKey> key = token.keyId().flatMap(keys::find);
      if (key.isEmpty()) {
        checks.fail(
            NrasCheck.KEY,
            new Reason.EndorsementMissing(
                "key " + token.keyId().orElse("without a name") + " of the service"));
        checks.fail(NrasCheck.SIGNATURE, new Reason.Unverifiable("the key isn't known"));
        return;
      }
      found.add(key.get());
    }
    checks.pass(NrasCheck.KEY, all.getFirst().keyId().orElse(""));
    for (int i = 0; i < all.size(); i++) {
      CompactToken token = all.get(i);
      if (!token.algorithm().equals(ES384)
          || token.signature().length() != SIGNATURE_LENGTH
          || !signatures.verify(
              SignatureAlgorithm.ECDSA_SHA384_FIXED,
              found.get(i),
              token.signature(),
              token.signedPart())) {
        checks.fail(
            NrasCheck.SIGNATURE, new Reason.SignatureInvalid("token " + i + " isn't its key's"));
        return;
      }
    }
    checks.pass(NrasCheck.SIGNATURE, all.size() + " tokens");
  }

  /// The digest is of the compact token as it was sent.
  private static void digests(NrasAnswer answer, CheckList checks) {
    String problem;
    try {
      problem = digestProblem(answer);
    } catch (MalformedJsonException e) {
      problem = e.getMessage();
    }
    if (problem == null) {
      checks.pass(NrasCheck.DIGESTS, answer.devices().size() + " devices");
    } else {
      checks.fail(NrasCheck.DIGESTS, new Reason.Inconsistent(problem));
    }
  }

  private static @Nullable String digestProblem(NrasAnswer answer) throws MalformedJsonException {
    JsonNode named = answer.overall().payload().member("submods");
    if (!named.names().equals(answer.devices().keySet()) || answer.devices().isEmpty()) {
      return "tokens of " + answer.devices().keySet() + ", but " + named.names() + " are named";
    }
    for (var device : answer.devices().entrySet()) {
      List<JsonNode> submod = named.member(device.getKey()).items();
      if (submod.size() != 2 || !submod.getFirst().text().equals("DIGEST")) {
        return device.getKey() + " isn't named by a digest";
      }
      List<JsonNode> digest = submod.getLast().items();
      if (digest.size() != 2 || !SHA256.contains(digest.getFirst().text())) {
        return device.getKey() + " isn't named by a SHA-256";
      }
      if (!digest.getLast().text().equalsIgnoreCase(sha256(device.getValue().encoded()).hex())) {
        return device.getKey() + " is another token than the one that is named";
      }
    }
    return null;
  }

  private static Bytes sha256(Bytes data) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(data.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing", e);
    }
  }

  private static void agreement(List<CompactToken> all, CheckList checks) {
    for (String name : List.of("iss", "eat_nonce")) {
      Set<Optional<String>> values = new HashSet<>();
      all.forEach(token -> values.add(token.text(name)));
      if (values.size() != 1 || values.contains(Optional.<String>empty())) {
        checks.fail(NrasCheck.AGREEMENT, new Reason.Inconsistent("tokens don't agree on " + name));
        return;
      }
    }
    checks.pass(NrasCheck.AGREEMENT, "one issuer, one nonce");
  }
}
