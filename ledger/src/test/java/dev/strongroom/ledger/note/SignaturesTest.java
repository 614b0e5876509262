// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignaturesTest {
  private static final String TEXT =
      new Checkpoint("log.example/7", 42, Bytes.zeros(32), List.of()).text();
  private static final long NOW = 1_780_000_000L;

  @ParameterizedTest
  @EnumSource
  void keysComeBackFromTheirText(KeyType type)
      throws MalformedLedgerException, NoSuchAlgorithmException {
    VerifierKey key = TestSigner.create("key.example/a", type).key();
    assertThat(VerifierKey.parse(key.text())).isEqualTo(key);
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    Bytes.utf8("key.example/a\n").updateTo(sha256);
    sha256.update((byte) type.code());
    key.publicKey().updateTo(sha256);
    assertThat(key.text())
        .startsWith("key.example/a+" + Bytes.copyOf(sha256.digest()).slice(0, 4).hex() + "+");
  }

  @Test
  void theIdTellsNamesAndTypesApart() {
    TestSigner signer = TestSigner.create("a", KeyType.ED25519);
    assertThat(signer.key().id())
        .isNotEqualTo(signer.as("b", KeyType.ED25519).key().id())
        .isNotEqualTo(signer.as("a", KeyType.COSIGNATURE_ED25519).key().id());
  }

  @Test
  void keysThatAreNoneAreRefused() {
    VerifierKey key = TestSigner.create("a", KeyType.ED25519).key();
    String id = String.format("%08x", key.id());
    String material = key.text().substring(key.text().lastIndexOf(id) + id.length() + 1);
    for (String text :
        List.of(
            "",
            "a",
            "a+" + id,
            "+" + id + "+" + material,
            "a b+" + id + "+" + material,
            "b+" + id + "+" + material,
            "a+" + id.toUpperCase(java.util.Locale.ROOT) + "X+" + material,
            "a+00000000+" + material,
            "a+" + id + "+",
            "a+" + id + "+" + material.substring(4),
            "a+" + id + "+" + material + "AAAA",
            "a+" + id + "+ " + material,
            "a+" + id + "+" + StrictBase64.encode(Bytes.zeros(33)),
            key.text() + "\n")) {
      assertThatThrownBy(() -> VerifierKey.parse(text))
          .as(text)
          .isInstanceOf(MalformedLedgerException.class);
    }
    assertThatThrownBy(() -> new VerifierKey("a+b", KeyType.ED25519, key.publicKey()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new VerifierKey("a", KeyType.ED25519, Bytes.zeros(31)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLogsSignatureHoldsForItsTextAndKeyOnly() throws MalformedLedgerException {
    TestSigner log = TestSigner.create("log.example/7", KeyType.ED25519);
    SignedNote note = SignedNote.parse(new SignedNote(TEXT, List.of(log.sign(TEXT))).encoded());
    assertThat(Signatures.verify(note, log.key()))
        .contains(new Signatures.Good(log.key(), java.util.Optional.empty()));
    SignedNote other = new SignedNote(TEXT.replace("42", "43"), note.signatures());
    assertThat(Signatures.verify(other, log.key())).isEmpty();
    VerifierKey stranger = TestSigner.create("log.example/7", KeyType.ED25519).key();
    assertThat(Signatures.verify(note, stranger)).isEmpty();
    NoteSignature glued = new NoteSignature("log.example/7", stranger.id(), value(note));
    assertThat(Signatures.verify(TEXT, glued, stranger)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ED25519")
  void aCosignatureHoldsForItsTextTimeAndKeyOnly(KeyType type) {
    TestSigner witness = TestSigner.create("witness.example/w", type);
    NoteSignature good = witness.cosign(TEXT, NOW);
    assertThat(Signatures.verify(TEXT, good, witness.key()).flatMap(Signatures.Good::time))
        .contains(Instant.ofEpochSecond(NOW));
    for (int flipped : new int[] {0, 7, 8, 40, good.value().length() - 1}) {
      byte[] value = good.value().toByteArray();
      value[flipped] ^= 1;
      NoteSignature bad = NoteSignature.of(witness.key(), Bytes.copyOf(value));
      assertThat(Signatures.verify(TEXT, bad, witness.key())).as("byte %d", flipped).isEmpty();
    }
    assertThat(Signatures.verify(TEXT.replace("42", "43"), good, witness.key())).isEmpty();
    assertThat(Signatures.verify(TEXT.replace("/7", "/8"), good, witness.key())).isEmpty();
    VerifierKey stranger = TestSigner.create("witness.example/w", type).key();
    assertThat(Signatures.verify(TEXT, NoteSignature.of(stranger, good.value()), stranger))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void shortAndLongValuesVerifyNothing(KeyType type) {
    TestSigner signer = TestSigner.create("a", type);
    NoteSignature good = type.timestamped() ? signer.cosign(TEXT, NOW) : signer.sign(TEXT);
    List<Bytes> values = new ArrayList<>();
    for (int length : new int[] {1, 7, 8, 9, 63, 71, 72, good.value().length() - 1}) {
      if (length < good.value().length()) {
        values.add(good.value().slice(0, length));
      }
    }
    byte[] longer = java.util.Arrays.copyOf(good.value().toByteArray(), good.value().length() + 1);
    values.add(Bytes.copyOf(longer));
    values.add(Bytes.zeros(good.value().length()));
    for (Bytes value : values) {
      assertThat(Signatures.verify(TEXT, NoteSignature.of(signer.key(), value), signer.key()))
          .as("%d bytes", value.length())
          .isEmpty();
    }
  }

  /// The older message doesn't commit to the signer's name, the newer one does.
  @Test
  void onlyMlDsaCommitsToTheCosignersName() {
    TestSigner older = TestSigner.create("w", KeyType.COSIGNATURE_ED25519);
    TestSigner renamed = older.as("v", KeyType.COSIGNATURE_ED25519);
    NoteSignature moved = NoteSignature.of(renamed.key(), older.cosign(TEXT, NOW).value());
    assertThat(Signatures.verify(TEXT, moved, renamed.key())).isPresent();
    TestSigner newer = TestSigner.create("w", KeyType.COSIGNATURE_ML_DSA_44);
    TestSigner again = newer.as("v", KeyType.COSIGNATURE_ML_DSA_44);
    NoteSignature refused = NoteSignature.of(again.key(), newer.cosign(TEXT, NOW).value());
    assertThat(Signatures.verify(TEXT, refused, again.key())).isEmpty();
  }

  /// C2SP tlog-cosignature: extension lines aren't in the message of an ML-DSA-44 cosignature.
  @Test
  void onlyTheOlderCosignatureCoversExtensions() {
    String extended = TEXT + "extension\n";
    TestSigner older = TestSigner.create("w", KeyType.COSIGNATURE_ED25519);
    TestSigner newer = TestSigner.create("w", KeyType.COSIGNATURE_ML_DSA_44);
    assertThat(Signatures.verify(extended, older.cosign(TEXT, NOW), older.key())).isEmpty();
    assertThat(Signatures.verify(extended, newer.cosign(TEXT, NOW), newer.key())).isPresent();
  }

  @Test
  void mlDsaMaySayNoTime() {
    TestSigner witness = TestSigner.create("w", KeyType.COSIGNATURE_ML_DSA_44);
    assertThat(Signatures.verify(TEXT, witness.cosign(TEXT, 0), witness.key()))
        .contains(new Signatures.Good(witness.key(), java.util.Optional.empty()));
  }

  @Test
  void theSignedMessagesAreThoseOfTheSpecification() {
    assertThat(Signatures.timed(TEXT, 1679315147).asUtf8())
        .isEqualTo("cosignature/v1\ntime 1679315147\n" + TEXT);
    assertThat(Signatures.subtree(TEXT, "w/1", 1679315147).orElseThrow().hex())
        .isEqualTo(
            Bytes.utf8("subtree/v1\n\0").hex()
                + "03772f31"
                + "00000000641850cb"
                + "0d"
                + Bytes.utf8("log.example/7").hex()
                + "0000000000000000"
                + "000000000000002a"
                + "00".repeat(32));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE})
  void timesBeyondTheClockVerifyNothing(long seconds) {
    TestSigner witness = TestSigner.create("w", KeyType.COSIGNATURE_ED25519);
    NoteSignature odd = witness.cosign(TEXT, seconds);
    assertThat(Signatures.verify(TEXT, odd, witness.key())).isEmpty();
  }

  @Test
  void mlDsaSignsCheckpointsOnly() {
    TestSigner witness = TestSigner.create("w", KeyType.COSIGNATURE_ML_DSA_44);
    NoteSignature good = witness.cosign(TEXT, NOW);
    assertThat(Signatures.verify("no checkpoint\n", good, witness.key())).isEmpty();
    String longOrigin = new Checkpoint("o".repeat(256), 1, Bytes.zeros(32), List.of()).text();
    assertThat(Signatures.subtree(longOrigin, "w", NOW)).isEmpty();
    assertThat(Signatures.subtree(TEXT, "w".repeat(256), NOW)).isEmpty();
  }

  private static Bytes value(SignedNote note) {
    return note.signatures().getFirst().value();
  }
}
