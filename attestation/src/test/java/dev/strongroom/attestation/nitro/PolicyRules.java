// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import static dev.strongroom.attestation.nitro.Expectation.accepted;
import static dev.strongroom.attestation.nitro.Expectation.only;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// What a policy asks of a document that is genuine, claim by claim.
final class PolicyRules {
  private static final Bytes VALUE = Bytes.utf8("what the relying party sent");
  private static final Bytes ZERO = Bytes.zeros(48);

  private PolicyRules() {}

  static void addTo(FakeTable table) {
    debug(table);
    image(table);
    registers(table);
    instance(table);
    roots(table);
    several(table);
  }

  private static void policy(
      FakeTable table,
      String name,
      Expectation expected,
      Consumer<FakeDocument> change,
      UnaryOperator<NitroPolicy.Builder> policy) {
    table.appraise(name, expected, change, policy, Challenge.none());
  }

  private static void debug(FakeTable table) {
    Consumer<FakeDocument> debug = d -> Pcrs.IMAGE.forEach(i -> d.content().pcr(i, ZERO));
    Expectation refused = only("policy.debug debug-mode");
    policy(table, "debug mode", refused, debug, p -> p);
    policy(table, "debug mode, allowed", accepted(), debug, p -> p.allowDebug("a test"));
    policy(
        table,
        "debug mode with a signer",
        refused,
        debug.andThen(d -> d.content().pcr(Pcrs.SIGNER, Pcrs.extended(VALUE))),
        p -> p);
    policy(
        table,
        "debug mode, where an image is required",
        only("policy.debug debug-mode", "policy.image measurement-not-accepted"),
        debug,
        p -> p.requireImage(List.of(image("image", 0))));
  }

  private static void image(FakeTable table) {
    Expectation refused = only("policy.image measurement-not-accepted");
    Consumer<FakeDocument> none = _ -> {};
    ReferenceValues right = image("right", 0);
    ReferenceValues wrong = other("wrong", 0);
    policy(table, "image accepted by PCR 0", accepted(), none, p -> p.requireImage(List.of(right)));
    policy(
        table,
        "image accepted by PCR 1 and 2",
        accepted(),
        none,
        p -> p.requireImage(List.of(image("right", 1, 2))));
    policy(table, "image not accepted", refused, none, p -> p.requireImage(List.of(wrong)));
    policy(
        table,
        "image accepted by the second of two sets",
        accepted(),
        none,
        p -> p.requireImage(List.of(wrong, right)));
    policy(
        table,
        "image accepted by the first of two sets",
        accepted(),
        none,
        p -> p.requireImage(List.of(right, wrong)));
    policy(
        table,
        "image accepted by neither of two sets",
        refused,
        none,
        p -> p.requireImage(List.of(wrong, other("wrong too", 1, 2))));
    TreeMap<Integer, Bytes> half = new TreeMap<>(right.pcrs());
    half.put(1, Pcrs.extended(VALUE));
    policy(
        table,
        "image accepted by half of each set",
        refused,
        none,
        p -> p.requireImage(List.of(new ReferenceValues("half", half), wrong)));
    TreeMap<Integer, Bytes> more = new TreeMap<>(right.pcrs());
    more.put(16, ZERO);
    policy(
        table,
        "image with a register that the document lacks",
        refused,
        none,
        p -> p.requireImage(List.of(new ReferenceValues("more", more))));
    policy(
        table,
        "image with a register that the document has",
        accepted(),
        d -> d.content().pcr(16, ZERO),
        p -> p.requireImage(List.of(new ReferenceValues("more", more))));
    policy(
        table,
        "image in PCR 0 of another register",
        refused,
        d -> d.content().pcr(5, right.pcrs().get(0)).pcr(0, Pcrs.extended(VALUE)),
        p -> p.requireImage(List.of(right)));
  }

  /// Reference values that fit the fake PKI's documents.
  private static ReferenceValues image(String name, int... indices) {
    TreeMap<Integer, Bytes> pcrs = new TreeMap<>();
    for (int i : indices) {
      pcrs.put(i, Pcrs.extended(Bytes.utf8("measured into " + Pcrs.name(i))));
    }
    return new ReferenceValues(name, pcrs);
  }

  private static ReferenceValues other(String name, int... indices) {
    TreeMap<Integer, Bytes> pcrs = new TreeMap<>();
    for (int i : indices) {
      pcrs.put(i, Pcrs.extended(Bytes.utf8("something else in " + Pcrs.name(i))));
    }
    return new ReferenceValues(name, pcrs);
  }

  private static void registers(FakeTable table) {
    Bytes value = Pcrs.extended(VALUE);
    Bytes role = Pcrs.extended(FakeNitro.ROLE_ARN);
    Consumer<FakeDocument> none = _ -> {};
    Expectation noRole = only("policy.role role-not-accepted");
    policy(table, "role accepted", accepted(), none, p -> p.requireRole(Set.of(value, role)));
    policy(table, "role not accepted", noRole, none, p -> p.requireRole(Set.of(value)));
    policy(
        table,
        "instance without a role",
        noRole,
        d -> d.content().pcr(Pcrs.ROLE, ZERO),
        p -> p.requireRole(Set.of(role)));
    policy(
        table,
        "instance that must have no role",
        accepted(),
        d -> d.content().pcr(Pcrs.ROLE, ZERO),
        p -> p.requireRole(Set.of(ZERO)));
    policy(
        table,
        "role in another register",
        noRole,
        d -> d.content().pcr(5, role).pcr(Pcrs.ROLE, value),
        p -> p.requireRole(Set.of(role)));
    Expectation noSigner = only("policy.signer signer-not-accepted");
    Consumer<FakeDocument> signed = d -> d.content().pcr(Pcrs.SIGNER, value);
    policy(table, "signer accepted", accepted(), signed, p -> p.requireSigner(Set.of(value)));
    policy(table, "signer not accepted", noSigner, signed, p -> p.requireSigner(Set.of(role)));
    policy(
        table,
        "image not signed",
        noSigner,
        d -> d.content().pcr(Pcrs.SIGNER, ZERO),
        p -> p.requireSigner(Set.of(value)));
  }

  private static void instance(FakeTable table) {
    Consumer<FakeDocument> none = _ -> {};
    String own = FakeNitro.instanceId(0);
    String other = FakeNitro.instanceId(1);
    Expectation refused = only("policy.instance instance-not-accepted");
    policy(
        table, "instance accepted", accepted(), none, p -> p.requireInstance(Set.of(other, own)));
    policy(table, "instance not accepted", refused, none, p -> p.requireInstance(Set.of(other)));
    policy(
        table,
        "instance accepted but for a digit",
        refused,
        none,
        p -> p.requireInstance(Set.of(own.substring(0, own.length() - 1))));
  }

  private static void roots(FakeTable table) {
    FakeDocument document = table.nitro().document();
    Bytes evidence = document.issue();
    FakeNitro sameNames = FakeNitro.create(table.nitro().time());
    Expectation untrusted = only("path.root untrusted-root", "path.signatures unverifiable");
    Map<String, NitroPolicy.Builder> policies = new TreeMap<>();
    policies.put("AWS's root", lenient(NitroPolicy.AWS_ROOT_G1));
    policies.put("a root of the same names", lenient(sameNames.anchor()));
    policies.put("two other roots", lenient(NitroPolicy.AWS_ROOT_G1).anchor(sameNames.anchor()));
    policies.forEach(
        (name, policy) -> judge(table, "only " + name + " pinned", untrusted, evidence, policy));
    judge(
        table,
        "root pinned second",
        accepted(),
        evidence,
        lenient(NitroPolicy.AWS_ROOT_G1).anchor(table.nitro().anchor()));
    judge(table, "root simulated", accepted(), evidence, lenient(table.nitro().simulatedAnchor()));
  }

  private static NitroPolicy.Builder lenient(TrustAnchor anchor) {
    return LenientPolicy.builder(anchor);
  }

  private static void judge(
      FakeTable table,
      String name,
      Expectation expected,
      Bytes evidence,
      NitroPolicy.Builder policy) {
    table.add(
        name,
        expected,
        evidence,
        policy.build(),
        Challenge.none(),
        AppraisalTime.at(table.nitro().time()));
  }

  /// All that is wrong is listed, in the order of the checks.
  private static void several(FakeTable table) {
    table.appraise(
        "everything wrong at once",
        only(
            "cose.headers unexpected-header",
            "document.measurements inconsistent",
            "policy.image measurement-not-accepted",
            "policy.role role-not-accepted",
            "policy.instance instance-not-accepted",
            "policy.nonce nonce-differs"),
        d -> d.content().pcr(0, ZERO).unprotectedHeader(Bytes.fromHex("a10441aa")),
        p ->
            p.requireImage(List.of(image("right", 0)))
                .requireRole(Set.of(ZERO))
                .requireInstance(Set.of("i-00000000"))
                .requireNonce(),
        Challenge.ofNonce(VALUE));
  }
}
