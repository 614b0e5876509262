// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import static dev.strongroom.attestation.nitro.Expectation.accepted;
import static dev.strongroom.attestation.nitro.Expectation.only;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.fixtures.DocumentSpec;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What ties a document to the relying party's request: each binding alike.
final class BindingRules {
  private static final Bytes VALUE = Bytes.utf8("what the relying party sent");

  private BindingRules() {}

  static void addTo(FakeTable table) {
    binding(
        table, "nonce", "nonce", NitroPolicy.Builder::requireNonce, Challenge.none()::withNonce);
    binding(
        table,
        "public-key",
        "public_key",
        NitroPolicy.Builder::requirePublicKey,
        Challenge.none()::withPublicKey);
    binding(
        table,
        "user-data",
        "user_data",
        NitroPolicy.Builder::requireUserData,
        Challenge.none()::withUserData);
  }

  private interface With {
    Challenge value(Bytes value);
  }

  private static void binding(
      FakeTable table,
      String claim,
      String key,
      UnaryOperator<NitroPolicy.Builder> require,
      With challenge) {
    Bytes longer = Bytes.utf8("what the relying party sent!");
    Bytes shorter = VALUE.slice(0, VALUE.length() - 1);
    Challenge sent = challenge.value(VALUE);
    Challenge empty = challenge.value(Bytes.EMPTY);
    Expectation refused = only("policy." + claim + " " + claim + "-differs");
    record Case(
        String name, Expectation expected, Consumer<DocumentSpec> change, Challenge challenge) {}
    List<Case> cases =
        List.of(
            new Case("fits", accepted(), is(key, VALUE), sent),
            new Case(
                "differs in a bit",
                refused,
                is(key, Bytes.utf8("What the relying party sent")),
                sent),
            new Case("goes on", refused, is(key, longer), sent),
            new Case("ends early", refused, is(key, shorter), sent),
            new Case("is empty", refused, is(key, Bytes.EMPTY), sent),
            new Case("is null", refused, is(key, null), sent),
            new Case("is absent", refused, d -> d.without(key), sent),
            new Case("is empty, as sent", accepted(), is(key, Bytes.EMPTY), empty),
            new Case("is null where empty was sent", refused, is(key, null), empty),
            new Case("is absent where empty was sent", refused, d -> d.without(key), empty),
            new Case("is there where empty was sent", refused, is(key, VALUE), empty),
            new Case(
                "is required, but nothing was sent",
                only("policy." + claim + " " + claim + "-not-challenged"),
                is(key, VALUE),
                Challenge.none()));
    for (Case c : cases) {
      table.appraise(
          claim + " " + c.name(),
          c.expected(),
          d -> c.change().accept(d.content()),
          require,
          c.challenge());
    }
    // Whoever sends a value means it, whatever the policy says.
    table.appraise(
        claim + " ignored, but sent and different",
        refused,
        d -> d.content().bytes(key, longer),
        p -> p,
        sent);
    table.appraise(
        claim + " ignored, but sent and absent",
        refused,
        d -> d.content().without(key),
        p -> p,
        sent);
    table.appraise(
        claim + " ignored, sent and right",
        accepted(),
        d -> d.content().bytes(key, VALUE),
        p -> p,
        sent);
    // The value must be where it belongs.
    String elsewhere = key.equals("nonce") ? "user_data" : "nonce";
    table.appraise(
        claim + " in another field",
        refused,
        d -> d.content().bytes(elsewhere, VALUE),
        require,
        sent);
  }

  private static Consumer<DocumentSpec> is(String key, @Nullable Bytes value) {
    return d -> d.bytes(key, value);
  }
}
