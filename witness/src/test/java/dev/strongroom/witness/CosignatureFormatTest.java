// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.VerifierKey;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a witness signs, put together by hand from tlog-cosignature and signed-note, and verified
/// by the JDK: none of the code under test looks at its own work here.
class CosignatureFormatTest {
  private static final TestLog LOG = TestLog.of("log.example/a");
  private static final long TIME = 1_777_622_400;
  private static final String NAME = "w.example/1";

  @TempDir private Path folder = Path.of("");

  private static byte[] joined(Object... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Object part : parts) {
      bytes.writeBytes(
          switch (part) {
            case String text -> text.getBytes(StandardCharsets.UTF_8);
            case Long number -> ByteBuffer.allocate(8).putLong(number).array();
            case Integer number -> new byte[] {number.byteValue()};
            default -> (byte[]) part;
          });
    }
    return bytes.toByteArray();
  }

  @Test
  void linesAreThoseOfTheSpecification() throws Exception {
    String root = Base64.getEncoder().encodeToString(LOG.root(5).toByteArray());
    String text = "log.example/a\n5\n" + root + "\n";
    byte[] ed25519 = joined("cosignature/v1\ntime " + TIME + "\n" + text);
    byte[] mlDsa =
        joined(
            "subtree/v1\n\0",
            NAME.length(),
            NAME,
            TIME,
            LOG.origin().length(),
            LOG.origin(),
            0L,
            5L,
            LOG.root(5).toByteArray());
    try (TestWitness witness =
        TestWitness.open(folder, NAME, () -> Instant.ofEpochSecond(TIME, 999_999_999), LOG)) {
      WitnessReply reply = witness.ask(LOG.request(0, 5));
      List<NoteSignature> lines = ((WitnessReply.Cosigned) reply).lines();
      // SubjectPublicKeyInfo of the two algorithms, up to the key (RFC 8410, 4; RFC 9881, 4).
      check(lines.get(0), witness.verifierKeys().get(0), 4, "302a300506032b6570032100", ed25519);
      check(
          lines.get(1),
          witness.verifierKeys().get(1),
          6,
          "30820532300b060960864801650304031103820521" + "00",
          mlDsa);
    }
  }

  private static void check(
      NoteSignature signature, VerifierKey key, int type, String prefix, byte[] message)
      throws Exception {
    String[] parts = signature.line().split(" ", -1);
    assertThat(parts).hasSize(3).startsWith("\u2014", NAME);
    ByteBuffer blob = ByteBuffer.wrap(Base64.getMimeDecoder().decode(parts[2]));
    byte[] raw = key.publicKey().toByteArray();
    byte[] id = MessageDigest.getInstance("SHA-256").digest(joined(NAME, "\n", type, raw));
    assertThat(blob.getInt()).isEqualTo(ByteBuffer.wrap(id).getInt());
    assertThat(blob.getLong()).isEqualTo(TIME);
    byte[] value = Arrays.copyOfRange(blob.array(), 12, blob.array().length);
    String algorithm = type == 4 ? "Ed25519" : "ML-DSA-44";
    byte[] encoded = joined(HexFormat.of().parseHex(prefix), raw);
    Signature verification = Signature.getInstance(algorithm);
    verification.initVerify(
        KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded)));
    verification.update(message);
    assertThat(verification.verify(value)).as(algorithm).isTrue();
    message[message.length - 1] ^= 1;
    verification.update(message);
    assertThat(verification.verify(value)).isFalse();
  }
}
