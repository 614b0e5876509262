// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import static dev.strongroom.attestation.fixtures.Edits.cbor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.fixtures.CborWriter;
import dev.strongroom.attestation.fixtures.CertificateSpec;
import dev.strongroom.attestation.fixtures.DocumentSpec;
import dev.strongroom.attestation.fixtures.FakeChain;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import dev.strongroom.attestation.nitro.FakeMutations;
import dev.strongroom.attestation.nitro.GenuineMutations;
import dev.strongroom.attestation.nitro.Mutation;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.attestation.nitro.NitroPolicy;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;

/// What a stranger can send costs about as much to refuse as a good document to accept.
class HostileInputTest {
  private static final FakeNitro NITRO = FakeNitro.create();
  private static final NitroPolicy POLICY = LenientPolicy.of(NITRO.anchor());
  private static final int SIGNATURES = 5;

  /// How often the memory that a good document takes a hostile one may take.
  private static final int FACTOR = 10;

  /// How much fits into an unprotected header, and into a payload beside the rest.
  private static final int HEADER = 63_000;

  private static final int PAYLOAD = 11_000;

  @Test
  void signaturesAreNotVerifiedMoreOftenUnderATestRoot() {
    assertThat(mostSignatures(FakeMutations.all())).isEqualTo(SIGNATURES);
  }

  @Test
  void signaturesAreNotVerifiedMoreOftenUnderTheGenuineRoot() throws Exception {
    assertThat(mostSignatures(GenuineMutations.all())).isEqualTo(SIGNATURES);
  }

  /// How many signatures were verified for the most expensive of those that are refused.
  private static int mostSignatures(List<Mutation> all) {
    CountingProvider counting = new CountingProvider(Providers.fastest());
    Verifier verifier = Verifier.create(SignatureProvider.of(counting), PathCache.none());
    int most = 0;
    for (Mutation mutation : all) {
      int before = counting.verified();
      Optional<Verdict> verdict = mutation.explain(verifier);
      int cost = counting.verified() - before;
      // Only the owner of the pinned root can make a longer path that holds.
      if (verdict.isEmpty() || !verdict.get().accepted()) {
        assertThat(cost).as(mutation.name()).isLessThanOrEqualTo(SIGNATURES);
        most = Math.max(most, cost);
      }
    }
    return most;
  }

  @Test
  void memoryStaysWithinABoundThatAGoodDocumentSets() throws Exception {
    Verifier verifier = Verifier.create(SignatureProvider.jdk(), PathCache.none());
    Bytes good = NITRO.document().issue();
    Map<String, Bytes> inputs = inputs();
    // Twice for nothing, so that classes are loaded and caches filled.
    for (int round = 0; round < 2; round++) {
      allocated(verifier, good);
      for (Bytes input : inputs.values()) {
        allocated(verifier, input);
      }
    }
    long bound = FACTOR * allocated(verifier, good);
    for (Map.Entry<String, Bytes> input : inputs.entrySet()) {
      long used = allocated(verifier, input.getValue());
      assertThat(used).as(input.getKey()).isLessThanOrEqualTo(bound);
    }
  }

  /// Far more than it takes, far less than an attack that grows with the square would.
  @Test
  void noInputTakesLong() throws Exception {
    Verifier verifier = Verifier.create(SignatureProvider.jdk(), PathCache.none());
    for (Map.Entry<String, Bytes> input : inputs().entrySet()) {
      long best = Long.MAX_VALUE;
      for (int round = 0; round < 3; round++) {
        long start = System.nanoTime();
        run(verifier, input.getValue());
        best = Math.min(best, System.nanoTime() - start);
      }
      assertThat(best / 1_000_000).as(input.getKey()).isLessThan(500);
    }
  }

  private static long allocated(Verifier verifier, Bytes input) throws Exception {
    // By reflection: the module under test doesn't read java.management.
    Object threads =
        Class.forName("java.lang.management.ManagementFactory")
            .getMethod("getThreadMXBean")
            .invoke(null);
    Method allocated =
        Class.forName("com.sun.management.ThreadMXBean")
            .getMethod("getCurrentThreadAllocatedBytes");
    long before = (long) allocated.invoke(threads);
    run(verifier, input);
    return (long) allocated.invoke(threads) - before;
  }

  private static void run(Verifier verifier, Bytes input) {
    try {
      NitroDocument document = NitroDocument.parse(input);
      verifier.explain(document, POLICY, Challenge.none(), AppraisalTime.at(NITRO.time()));
    } catch (MalformedEvidenceException e) {
      // Refused, as most are.
    }
  }

  private static Map<String, Bytes> inputs() {
    Map<String, Bytes> inputs = new LinkedHashMap<>();
    inputs.put("zeros", Bytes.zeros(NitroDocument.MAX_LENGTH));
    inputs.put("header of numbers", header(pairs(HEADER, HostileInputTest::number)));
    inputs.put("header of colliding keys", header(pairs(HEADER, HostileInputTest::colliding)));
    inputs.put("header of one array", header(cbor(w -> nulls(w.array(HEADER), HEADER))));
    inputs.put(
        "header of keys in keys", header(nested(6, pairs(HEADER, HostileInputTest::number))));
    inputs.put("header of a long text", header(cbor(w -> w.text("x".repeat(HEADER)))));
    inputs.put("payload of numbers", payload(pairs(PAYLOAD, HostileInputTest::number)));
    inputs.put("payload of colliding keys", payload(pairs(PAYLOAD, HostileInputTest::colliding)));
    inputs.put("payload of unknown keys", unknownKeys());
    for (int major : new int[] {CborWriter.BYTE_STRING, CborWriter.ARRAY, CborWriter.MAP}) {
      inputs.put("length of 128 MiB claimed by major type " + major, claimed(major, 1 << 27));
    }
    inputs.put("certificates of nothing", certificates(Bytes.zeros(1024)));
    inputs.put("certificates of many names", manyNames());
    return inputs;
  }

  private interface Key {
    void write(CborWriter writer, int number);
  }

  private static void number(CborWriter writer, int number) {
    writer.integer(number);
  }

  /// Texts of 26 letters whose usual hash is the same: "Aa" and "BB" hash alike.
  private static void colliding(CborWriter writer, int number) {
    StringBuilder text = new StringBuilder();
    for (int bit = 0; bit < 13; bit++) {
      text.append((number & (1 << bit)) == 0 ? "Aa" : "BB");
    }
    writer.text(text.toString());
  }

  /// A map of about `size` bytes.
  private static Bytes pairs(int size, Key key) {
    return cbor(w -> {
      w.indefinite(CborWriter.MAP);
      for (int i = 0; w.size() < size - 32; i++) {
        key.write(w, i);
        w.nothing();
      }
      w.end();
    });
  }

  private static void nulls(CborWriter writer, int count) {
    for (int i = 0; i < count; i++) {
      writer.nothing();
    }
  }

  /// Each level's key holds the next level, so that all that is in it is hashed once for each
  /// level.
  private static Bytes nested(int depth, Bytes innermost) {
    Bytes item = innermost;
    for (int i = 0; i < depth; i++) {
      Bytes key = item;
      item = cbor(w -> w.map(1).raw(key).nothing());
    }
    return item;
  }

  private static Bytes header(Bytes value) {
    Bytes evidence =
        new CborWriter()
            .array(4)
            .bytes(DocumentSpec.ES384)
            .raw(cbor(w -> w.map(1).integer(4).raw(value)))
            .bytes(NITRO.document().content().payload())
            .bytes(Bytes.zeros(96))
            .toBytes();
    assertThat(evidence.length()).isBetween(60_000, NitroDocument.MAX_LENGTH);
    return evidence;
  }

  private static Bytes payload(Bytes unknown) {
    FakeDocument document = NITRO.document();
    document.content().put("x", unknown);
    return large(document);
  }

  /// A head without what it announces.
  private static Bytes claimed(int major, int length) {
    FakeDocument document = NITRO.document();
    document.content().put("x", cbor(w -> w.head(major, length)));
    return document.issue();
  }

  private static Bytes unknownKeys() {
    FakeDocument document = NITRO.document();
    for (int i = 0; document.content().payload().length() < PAYLOAD + 1_000; i++) {
      document.content().put(Integer.toString(i, 36), cbor(w -> w.nothing()));
    }
    return large(document);
  }

  /// As long a payload as is read at all.
  private static Bytes large(FakeDocument document) {
    Bytes evidence = document.issue();
    assertThat(document.content().payload().length()).isBetween(14_000, 16 * 1024);
    return evidence;
  }

  private static Bytes certificates(Bytes der) {
    FakeDocument document = NITRO.document();
    document.certificates();
    document.content().cabundle(Collections.nCopies(14, der));
    return large(document);
  }

  private static Bytes manyNames() {
    FakeDocument document = NITRO.document();
    FakeChain chain = document.chain();
    for (int i = 0; i < 11; i++) {
      CertificateSpec last = chain.instance();
      X500Name name = new X500Name("CN=a" + ",CN=a".repeat(24) + ",CN=" + i);
      CertificateSpec certificate =
          new CertificateSpec(last.keys(), name, last.notBefore(), last.notAfter()).ca(-1);
      chain.insert(chain.size() - 1, certificate);
    }
    return large(document);
  }
}
