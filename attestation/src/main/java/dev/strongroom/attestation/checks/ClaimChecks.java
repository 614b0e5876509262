// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.checks;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// What policies of all kinds ask of single claims.
///
/// @param checks where it is noted
public record ClaimChecks(CheckList checks) {
  /// Evidence of confidential machines binds this many bytes of the guest's choice.
  public static final int REPORT_DATA = 64;

  /// The claim is one of the accepted values.
  ///
  /// @param claim its name in reasons, such as `host-data`
  /// @param show the value for people
  public <T> void accepted(
      CheckName name,
      String claim,
      Requirement<? extends Collection<T>> requirement,
      Optional<T> found,
      Function<T, String> show) {
    switch (requirement) {
      case Ignore<? extends Collection<T>>(String why) -> ignored(name, why);
      case Require<? extends Collection<T>>(Collection<T> accepted) -> {
        if (found.isPresent() && accepted.contains(found.get())) {
          checks.pass(name, show.apply(found.get()));
        } else {
          checks.fail(name, new Reason.ClaimNotAccepted(claim, found.map(show).orElse("absent")));
        }
      }
    }
  }

  /// The claim isn't among the denied values.
  public <T> void notDenied(
      CheckName name, String claim, Collection<T> denied, T found, Function<T, String> show) {
    if (denied.isEmpty()) {
      checks.skip(name, "the policy denies none");
    } else if (denied.contains(found)) {
      checks.fail(name, new Reason.Denied(claim, show.apply(found)));
    } else {
      checks.pass(name, "none of " + denied.size() + " denied");
    }
  }

  /// A number is at least what is demanded.
  public void least(CheckName name, String what, Requirement<? extends Number> least, long found) {
    switch (least) {
      case Ignore<? extends Number>(String why) -> ignored(name, why);
      case Require<? extends Number>(Number wanted) -> {
        if (Long.compareUnsigned(found, wanted.longValue()) >= 0) {
          checks.pass(name, what + " " + found + ", at least " + wanted + " is demanded");
        } else {
          checks.fail(name, new Reason.BelowMinimum(what, wanted.longValue(), found));
        }
      }
    }
  }

  /// Something is allowed only for a stated reason.
  ///
  /// @param found whether it is the case
  /// @param words for both cases: `in debug mode`
  public void allowed(
      CheckName name, boolean found, Optional<String> allowed, String words, Reason otherwise) {
    if (!found) {
      checks.pass(name, "not " + words);
    } else if (allowed.isPresent()) {
      checks.pass(name, words.toUpperCase(java.util.Locale.ROOT) + " allowed: " + allowed.get());
    } else {
      checks.fail(name, otherwise);
    }
  }

  /// The nonce is the challenge's.
  public void nonce(
      CheckName name, Requirement<?> requirement, Challenge challenge, Optional<Bytes> found) {
    bound(
        name,
        "nonce",
        requirement,
        challenge.nonce(),
        wanted -> found.filter(wanted::equals).isPresent(),
        found);
  }

  /// The data that the guest had bound are the challenge's user data: the same 64 bytes, or fewer
  /// followed by zeros, as drivers pad them.
  public void reportData(
      CheckName name, Requirement<?> requirement, Challenge challenge, Bytes found) {
    bound(
        name,
        "user-data",
        requirement,
        challenge.userData(),
        wanted ->
            wanted.length() <= found.length()
                && !wanted.isEmpty()
                && found.startsWith(wanted)
                && found.slice(wanted.length(), found.length()).isAllZero(),
        Optional.of(found));
  }

  /// A binding that this kind of evidence has no field for: asking for it is refused.
  public void unbindable(CheckName name, String claim, Optional<Bytes> expected) {
    if (expected.isPresent()) {
      checks.fail(
          name,
          new Reason.BindingDiffers(
              claim,
              expected.get().toString(),
              "nothing: this kind of evidence has no field for it"));
    } else {
      checks.skip(name, "this kind of evidence has no field for it");
    }
  }

  /// A value in the challenge is compared even if the policy ignores the claim: whoever gives one
  /// means it.
  public void bound(
      CheckName name,
      String claim,
      Requirement<?> requirement,
      Optional<Bytes> expected,
      Predicate<Bytes> matches,
      Optional<Bytes> found) {
    if (expected.isPresent()) {
      if (matches.test(expected.get())) {
        checks.pass(name, "as expected");
      } else {
        checks.fail(
            name,
            new Reason.BindingDiffers(
                claim, expected.get().toString(), found.map(Bytes::toString).orElse("absent")));
      }
      return;
    }
    switch (requirement) {
      case Ignore<?>(String why) -> ignored(name, why);
      case Require<?> _ -> checks.fail(name, new Reason.ChallengeIncomplete(claim));
    }
  }

  /// The policy doesn't look at the claim.
  public void ignored(CheckName name, String why) {
    checks.skip(name, "ignored: " + why);
  }
}
