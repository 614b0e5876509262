// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro.verification;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.checks.VerifierCheck;
import dev.strongroom.attestation.nitro.Field;
import dev.strongroom.attestation.nitro.NitroClaims;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.NitroPolicy.Binding;
import dev.strongroom.attestation.nitro.Pcrs;
import dev.strongroom.attestation.nitro.ReferenceValues;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Asks whether a policy accepts a document's claims; says nothing about whether they are genuine.
public final class NitroAppraisal {
  /// How far clocks of relying party and hypervisor may be apart.
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  private final NitroPolicy policy;
  private final NitroDocument document;
  private final CheckList checks;

  private NitroAppraisal(NitroPolicy policy, NitroDocument document, CheckList checks) {
    this.policy = policy;
    this.document = document;
    this.checks = checks;
  }

  /// Runs all checks.
  ///
  /// @param time how the evidence is judged; `at` is the instant that follows from it
  public static void check(
      NitroPolicy policy,
      Challenge challenge,
      AppraisalTime time,
      Instant at,
      NitroDocument document,
      CheckList checks) {
    NitroAppraisal appraisal = new NitroAppraisal(policy, document, checks);
    appraisal.kind();
    appraisal.debug();
    appraisal.image();
    appraisal.pcr(NitroCheck.POLICY_SIGNER, "signer", policy.signer(), Pcrs.SIGNER);
    appraisal.pcr(NitroCheck.POLICY_ROLE, "role", policy.role(), Pcrs.ROLE);
    appraisal.instance();
    appraisal.binding(Binding.NONCE, challenge.nonce(), document.nonce());
    appraisal.binding(Binding.PUBLIC_KEY, challenge.publicKey(), document.publicKey());
    appraisal.binding(Binding.USER_DATA, challenge.userData(), document.userData());
    appraisal.age(time, at);
  }

  private void kind() {
    if (document.kind() == policy.kind()) {
      checks.pass(VerifierCheck.POLICY_KIND, document.kind().toString());
    } else {
      checks.fail(VerifierCheck.POLICY_KIND, new Reason.WrongKind(policy.kind(), document.kind()));
    }
  }

  private void debug() {
    if (!new NitroClaims(document, false).debug()) {
      checks.pass(NitroCheck.POLICY_DEBUG, "not in debug mode");
    } else if (policy.debugAllowed().isPresent()) {
      checks.pass(NitroCheck.POLICY_DEBUG, "DEBUG MODE allowed: " + policy.debugAllowed().get());
    } else {
      checks.fail(NitroCheck.POLICY_DEBUG, new Reason.DebugMode());
    }
  }

  private void image() {
    switch (policy.image()) {
      case Ignore<List<ReferenceValues>>(String why) -> ignored(NitroCheck.POLICY_IMAGE, why);
      case Require<List<ReferenceValues>>(List<ReferenceValues> accepted) -> {
        List<String> differences = new ArrayList<>();
        for (ReferenceValues values : accepted) {
          String difference = difference(values);
          if (difference == null) {
            checks.pass(NitroCheck.POLICY_IMAGE, "is " + values.name());
            return;
          }
          differences.add("isn't " + values.name() + ": " + difference);
        }
        checks.fail(NitroCheck.POLICY_IMAGE, new Reason.MeasurementNotAccepted(differences));
      }
    }
  }

  private @Nullable String difference(ReferenceValues values) {
    for (var entry : values.pcrs().entrySet()) {
      Bytes found = document.pcrs().get(entry.getKey());
      if (!entry.getValue().equals(found)) {
        return "PCR "
            + entry.getKey()
            + " is "
            + (found == null ? "absent" : found.hex())
            + ", expected "
            + entry.getValue().hex();
      }
    }
    return null;
  }

  private void pcr(NitroCheck name, String claim, Requirement<Set<Bytes>> requirement, int index) {
    Bytes found = document.pcrs().get(index);
    accepted(name, claim, requirement, found, Bytes::hex);
  }

  private void instance() {
    String found = new NitroClaims(document, false).instance();
    accepted(NitroCheck.POLICY_INSTANCE, "instance", policy.instance(), found, Function.identity());
  }

  private <T> void accepted(
      NitroCheck name,
      String claim,
      Requirement<Set<T>> requirement,
      @Nullable T found,
      Function<T, String> show) {
    switch (requirement) {
      case Ignore<Set<T>>(String why) -> ignored(name, why);
      case Require<Set<T>>(Set<T> accepted) -> {
        if (found != null && accepted.contains(found)) {
          checks.pass(name, show.apply(found));
        } else {
          String shown = found == null ? "absent" : show.apply(found);
          checks.fail(name, new Reason.ClaimNotAccepted(claim, shown));
        }
      }
    }
  }

  /// A value in the challenge is compared even if the policy ignores the claim: whoever gives one
  /// means it.
  private void binding(Binding binding, Optional<Bytes> expected, Field found) {
    NitroCheck name =
        switch (binding) {
          case NONCE -> NitroCheck.POLICY_NONCE;
          case PUBLIC_KEY -> NitroCheck.POLICY_PUBLIC_KEY;
          case USER_DATA -> NitroCheck.POLICY_USER_DATA;
        };
    if (expected.isPresent()) {
      Bytes wanted = expected.get();
      if (found instanceof Field.Value(Bytes bytes) && bytes.equals(wanted)) {
        checks.pass(name, "as expected");
      } else {
        checks.fail(
            name, new Reason.BindingDiffers(binding.label(), wanted.toString(), show(found)));
      }
      return;
    }
    switch (policy.binding(binding)) {
      case Ignore<Binding>(String why) -> ignored(name, why);
      case Require<Binding> _ -> checks.fail(name, new Reason.ChallengeIncomplete(binding.label()));
    }
  }

  private static String show(Field field) {
    return switch (field) {
      case Field.Absent _ -> "absent";
      case Field.Null _ -> "null";
      case Field.Value(Bytes bytes) -> bytes.isEmpty() ? "empty" : bytes.toString();
    };
  }

  /// Age is a question about live evidence; archived evidence is judged at its own time.
  private void age(AppraisalTime time, Instant at) {
    Duration age = Duration.between(document.timestamp(), at);
    if (age.compareTo(CLOCK_SKEW.negated()) < 0) {
      checks.fail(NitroCheck.POLICY_AGE, new Reason.FromTheFuture(document.timestamp(), at));
      return;
    }
    switch (policy.age()) {
      case Ignore<Duration>(String why) -> ignored(NitroCheck.POLICY_AGE, why);
      case Require<Duration> _ when time instanceof AppraisalTime.Archived ->
          checks.skip(NitroCheck.POLICY_AGE, "archived evidence, judged at its own time");
      case Require<Duration>(Duration allowed) -> {
        if (age.compareTo(allowed) > 0) {
          checks.fail(NitroCheck.POLICY_AGE, new Reason.TooOld(age, allowed));
        } else {
          checks.pass(
              NitroCheck.POLICY_AGE,
              "made "
                  + age.truncatedTo(ChronoUnit.SECONDS)
                  + " before, at most "
                  + allowed
                  + " allowed");
        }
      }
    }
  }

  private void ignored(NitroCheck name, String why) {
    checks.skip(name, "ignored: " + Objects.requireNonNull(why));
  }
}
