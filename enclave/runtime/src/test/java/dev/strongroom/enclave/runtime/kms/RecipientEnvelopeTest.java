// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.runtime.fixtures.FakeEnvelope;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EnvelopedData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Envelopes of KMS are read in both shapes, and nothing else is.
class RecipientEnvelopeTest {
  private static final byte[] SECRET =
      "a root secret of thirty-two byte".getBytes(StandardCharsets.US_ASCII);

  private static RecipientKey key;

  @BeforeAll
  static void makeKey() {
    key = RecipientKey.generate(2048, new SecureRandom());
  }

  private static Path vectors() {
    Path folder = Path.of(System.getProperty("strongroom.vectors", "")).resolve("nitro-kms");
    assumeTrue(Files.isDirectory(folder), "no vectors at " + folder);
    return folder;
  }

  private static Bytes genuine(String file) throws Exception {
    return Bytes.copyOf(Files.readAllBytes(vectors().resolve(file)));
  }

  private static KmsFailure failure(Bytes envelope) {
    try (Secret _ = key.open(envelope)) {
      throw new AssertionError("opened: " + envelope.hex());
    } catch (KmsException e) {
      return e.failure();
    }
  }

  @Test
  void readsWhatKmsHasReallySent() throws Exception {
    JsonNode manifest = JsonNode.parse(Files.readString(vectors().resolve("MANIFEST.json")));
    int count = 0;
    for (JsonNode vector : manifest.member("vectors").items()) {
      JsonNode expected = vector.member("expect");
      RecipientEnvelope envelope = RecipientEnvelope.parse(genuine(vector.member("file").text()));
      assertThat(envelope.encryptedKey().hex())
          .isEqualTo(expected.member("encrypted_key_hex").text());
      assertThat(envelope.iv().hex()).isEqualTo(expected.member("iv_hex").text());
      assertThat(envelope.encryptedContent().hex())
          .isEqualTo(expected.member("ciphertext_hex").text());
      assertThat(envelope.subjectKeyIdentifier().length()).isEqualTo(32);
      assertThat(failure(genuine(vector.member("file").text())))
          .as("up to the private key, which nobody has")
          .isEqualTo(new KmsFailure.Unopenable());
      count++;
    }
    assertThat(count).isEqualTo(2);
  }

  /// The fake's envelopes are the genuine ones, byte for byte, but for what is encrypted.
  @ParameterizedTest
  @EnumSource
  void fakesAreOfTheGenuineShape(FakeEnvelope shape) throws Exception {
    boolean chunked = shape == FakeEnvelope.CHUNKED;
    byte[] real =
        genuine(chunked ? "cms_chunked_indefinite.ber" : "cms_primitive_context.ber").toByteArray();
    int length = chunked ? 48 : 16;
    byte[] fake = shape.seal(new byte[length - 1], key.subjectPublicKeyInfo()).toByteArray();
    assertThat(fake).hasSameSizeAs(real);
    for (byte[] bytes : List.of(real, fake)) {
      Arrays.fill(bytes, 33, 65, (byte) 0);
      Arrays.fill(bytes, 131, 387, (byte) 0);
      Arrays.fill(bytes, 415, 431, (byte) 0);
      int content = chunked ? 435 : 433;
      Arrays.fill(bytes, content, content + length, (byte) 0);
    }
    assertThat(Bytes.copyOf(fake).hex()).isEqualTo(Bytes.copyOf(real).hex());
  }

  @ParameterizedTest
  @ValueSource(ints = {2048, 3072, 4096})
  void opensBothShapesUnderEachSize(int bits) throws Exception {
    RecipientKey own = bits == 2048 ? key : RecipientKey.generate(bits, new SecureRandom());
    for (FakeEnvelope shape : FakeEnvelope.values()) {
      try (Secret secret = own.open(shape.seal(SECRET, own.subjectPublicKeyInfo()))) {
        assertThat(secret.<Boolean, RuntimeException>use(b -> Arrays.equals(b, SECRET))).isTrue();
      }
    }
  }

  @Test
  void refusesWhatIsForAnotherKey() {
    RecipientKey other = RecipientKey.generate(2048, new SecureRandom());
    for (FakeEnvelope shape : FakeEnvelope.values()) {
      assertThat(failure(shape.seal(SECRET, other.subjectPublicKeyInfo())))
          .isEqualTo(new KmsFailure.Unopenable());
    }
    RecipientKey larger = RecipientKey.generate(3072, new SecureRandom());
    assertThat(failure(FakeEnvelope.CHUNKED.seal(SECRET, larger.subjectPublicKeyInfo())))
        .isInstanceOf(KmsFailure.MalformedEnvelope.class);
  }

  @ParameterizedTest
  @EnumSource
  void refusesEachTruncationAndWhateverFollows(FakeEnvelope shape) {
    Bytes whole = shape.seal(SECRET, key.subjectPublicKeyInfo());
    for (int length = 0; length < whole.length(); length++) {
      assertThat(failure(whole.slice(0, length)))
          .as("%d bytes", length)
          .isInstanceOf(KmsFailure.MalformedEnvelope.class);
    }
    byte[] longer = Arrays.copyOf(whole.toByteArray(), whole.length() + 1);
    assertThat(failure(Bytes.copyOf(longer))).isInstanceOf(KmsFailure.MalformedEnvelope.class);
    assertThat(failure(Bytes.zeros(RecipientEnvelope.LONGEST + 1)))
        .isInstanceOf(KmsFailure.MalformedEnvelope.class);
  }

  /// Each byte, changed in several ways: refused by name, or else harmless, or else what CMS can't
  /// notice, since it has no integrity. The last is what the check value is for.
  @ParameterizedTest
  @EnumSource
  void eachByteMattersOrIsKnownNotTo(FakeEnvelope shape) {
    byte[] whole = shape.seal(SECRET, key.subjectPublicKeyInfo()).toByteArray();
    SortedSet<Integer> harmless = new TreeSet<>();
    SortedSet<Integer> unnoticed = new TreeSet<>();
    for (int at = 0; at < whole.length; at++) {
      for (int flip : new int[] {0x01, 0x20, 0xff}) {
        byte[] changed = whole.clone();
        changed[at] ^= (byte) flip;
        try (Secret secret = key.open(Bytes.copyOf(changed))) {
          boolean same = secret.use(bytes -> Arrays.equals(bytes, SECRET));
          (same ? harmless : unnoticed).add(at);
        } catch (KmsException e) {
          assertThat(e.failure())
              .isInstanceOfAny(KmsFailure.MalformedEnvelope.class, KmsFailure.Unopenable.class);
        }
      }
    }
    // The recipient's identifier, which KMS makes up.
    assertThat(harmless).isEqualTo(range(33, 65));
    // CBC: the initialisation vector and the blocks before the last. A change there shows in what
    // comes out; in the block before the last mostly in its padding.
    int content = shape == FakeEnvelope.CHUNKED ? 435 : 433;
    assertThat(range(415, 431)).isSubsetOf(unnoticed);
    unnoticed.removeAll(range(415, 431));
    assertThat(unnoticed).isSubsetOf(range(content, content + 48));
  }

  private static SortedSet<Integer> range(int from, int to) {
    SortedSet<Integer> range = new TreeSet<>();
    for (int i = from; i < to; i++) {
      range.add(i);
    }
    return range;
  }

  private static Bytes replaced(Bytes ber, String from, String to) {
    String hex = ber.hex();
    assertThat(hex).contains(from);
    assertThat(from).hasSameSizeAs(to);
    return Bytes.fromHex(hex.replaceFirst(from, to));
  }

  /// Well-formed CMS that KMS doesn't send.
  @Test
  void refusesOtherAlgorithms() {
    Bytes good = FakeEnvelope.PRIMITIVE.seal(SECRET, key.subjectPublicKeyInfo());
    List<Bytes> wrong = new ArrayList<>();
    wrong.add(replaced(good, "060960864801650304012a", "0609608648016503040102")); // AES-128-CBC
    wrong.add(replaced(good, "060960864801650304012a", "060960864801650304012e")); // AES-256-GCM
    wrong.add(replaced(good, "06092a864886f70d010107", "06092a864886f70d010101")); // PKCS #1 v1.5
    wrong.add(replaced(good, "0609608648016503040201", "0609608648016503040202")); // SHA-384
    wrong.add(replaced(good, "06092a864886f70d010108", "06092a864886f70d010109")); // not MGF1
    wrong.add(replaced(good, "06092a864886f70d010703", "06092a864886f70d010702")); // signed data
    wrong.add(replaced(good, "06092a864886f70d010701", "06092a864886f70d010702")); // nested
    for (Bytes envelope : wrong) {
      assertThat(failure(envelope)).isInstanceOf(KmsFailure.MalformedEnvelope.class);
    }
  }

  @Test
  void refusesOtherNumbersOfRecipients() throws Exception {
    ContentInfo info =
        ContentInfo.getInstance(
            ASN1Primitive.fromByteArray(
                FakeEnvelope.CHUNKED.seal(SECRET, key.subjectPublicKeyInfo()).toByteArray()));
    EnvelopedData data = EnvelopedData.getInstance(info.getContent());
    ASN1EncodableVector two = new ASN1EncodableVector();
    two.add(data.getRecipientInfos().getObjectAt(0));
    two.add(data.getRecipientInfos().getObjectAt(0));
    for (ASN1Set recipients : List.of(new DERSet(), new DERSet(two))) {
      Bytes envelope =
          Bytes.copyOf(
              new ContentInfo(
                      new ASN1ObjectIdentifier("1.2.840.113549.1.7.3"),
                      new EnvelopedData(
                          null, recipients, data.getEncryptedContentInfo(), (ASN1Set) null))
                  .getEncoded());
      assertThatThrownBy(() -> RecipientEnvelope.parse(envelope))
          .asInstanceOf(type(KmsException.class))
          .extracting(KmsException::failure)
          .isInstanceOf(KmsFailure.MalformedEnvelope.class);
    }
  }

  /// Random damage, and nesting without end: nothing but named refusals escapes.
  @Test
  void onlyNamedRefusalsEscape() {
    SplittableRandom random = new SplittableRandom(7);
    int refused = 0;
    for (int round = 0; round < 4000; round++) {
      byte[] bytes = SAMPLES.get(round % 2).clone();
      int damages = random.nextInt(1, 5);
      for (int i = 0; i < damages; i++) {
        bytes[random.nextInt(random.nextBoolean() ? 130 : bytes.length)] = (byte) random.nextInt();
      }
      try {
        RecipientEnvelope.parse(Bytes.copyOf(bytes));
      } catch (KmsException e) {
        assertThat(e.failure()).isInstanceOf(KmsFailure.MalformedEnvelope.class);
        refused++;
      }
    }
    assertThat(refused).isBetween(2000, 3999);
    Bytes nested = Bytes.fromHex("3080".repeat(RecipientEnvelope.LONGEST / 2));
    assertThat(failure(nested)).isInstanceOf(KmsFailure.MalformedEnvelope.class);
    Bytes tagged = Bytes.fromHex("a080".repeat(RecipientEnvelope.LONGEST / 2));
    assertThat(failure(tagged)).isInstanceOf(KmsFailure.MalformedEnvelope.class);
  }

  private static final List<byte[]> SAMPLES = samples();

  private static List<byte[]> samples() {
    Bytes recipient = RecipientKey.generate(2048, new SecureRandom()).subjectPublicKeyInfo();
    return List.of(
        FakeEnvelope.CHUNKED.seal(SECRET, recipient).toByteArray(),
        FakeEnvelope.PRIMITIVE.seal(SECRET, recipient).toByteArray());
  }
}
