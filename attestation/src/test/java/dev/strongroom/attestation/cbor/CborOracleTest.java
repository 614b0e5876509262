// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.cbor;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORException;
import com.upokecenter.cbor.CBORObject;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.NitroVector;
import dev.strongroom.attestation.fixtures.Vectors;
import dev.strongroom.attestation.nitro.NitroDocument;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Our reader compared with another implementation on random input: whatever ours accepts, the
/// other decodes to the same values; nothing but a [CborException] is ever thrown.
class CborOracleTest {
  private static final long SEED = 0x5eed_0002L;
  private static final int ROUNDS = 60_000;
  private static final CBOREncodeOptions STRICT =
      new CBOREncodeOptions("allowduplicatekeys=false;resolvereferences=false");

  @Test
  void goodItemsAreAcceptedAndReadTheSame() throws Exception {
    Random random = seeded("good");
    RandomCbor source = new RandomCbor(random, false);
    for (int n = 0; n < ROUNDS; n++) {
      Bytes item = source.item(random.nextInt(6));
      assertThat(accepts(item)).as(item.hex()).isTrue();
      agree(item);
    }
  }

  @Test
  void wildItemsAreReadTheSameOrRefused() throws Exception {
    Random random = seeded("wild");
    RandomCbor source = new RandomCbor(random, true);
    compare(() -> source.item(random.nextInt(6)));
  }

  @Test
  void changedItemsAreReadTheSameOrRefused() throws Exception {
    Random random = seeded("changed");
    RandomCbor source = new RandomCbor(random, false);
    compare(() -> source.changed(source.item(random.nextInt(6))));
  }

  @Test
  void randomBytesAreReadTheSameOrRefused() throws Exception {
    Random random = seeded("random");
    compare(() -> {
      byte[] bytes = new byte[1 + random.nextInt(12)];
      random.nextBytes(bytes);
      return Bytes.copyOf(bytes);
    });
  }

  @Test
  void realPayloadsAreReadTheSame() throws Exception {
    for (NitroVector vector : Vectors.orAbort().nitro()) {
      agree(vector.encoded());
      agree(NitroDocument.parse(vector.encoded()).envelope().payload());
    }
  }

  private static Random seeded(String name) {
    System.out.println("CborOracleTest, " + name + ": seed " + SEED);
    return new Random(SEED);
  }

  private static void compare(Supplier<Bytes> source) throws Exception {
    int accepted = 0;
    for (int n = 0; n < ROUNDS; n++) {
      Bytes item = source.get();
      if (accepts(item)) {
        accepted++;
        agree(item);
      }
    }
    assertThat(accepted)
        .as("else nothing was compared")
        .isBetween(ROUNDS / 50, ROUNDS - ROUNDS / 50);
  }

  private static boolean accepts(Bytes item) {
    try {
      CborReader reader = new CborReader(item, 0);
      reader.skip();
      reader.end();
      return true;
    } catch (CborException e) {
      assertThat(e.offset()).as(item.hex()).isBetween(0, item.length());
      assertThat(e.code()).as(item.hex()).startsWith("cbor.");
      return false;
    } catch (RuntimeException e) {
      throw new AssertionError("nothing but CborException may be thrown: " + item.hex(), e);
    }
  }

  /// Makes sure that an accepted item means the same to the other implementation, and that it takes
  /// no more bytes than it needs.
  private static void agree(Bytes item) throws CborException {
    CBORObject theirs;
    try {
      theirs = CBORObject.DecodeFromBytes(item.toByteArray(), STRICT);
    } catch (CBORException e) {
      throw new AssertionError("accepted by us only: " + item.hex(), e);
    }
    CborReader reader = new CborReader(item, 0);
    boolean[] indefinite = new boolean[1];
    CBORObject ours = read(reader, item, indefinite);
    reader.end();
    assertThat(ours).as(item.hex()).isEqualTo(theirs);
    if (!indefinite[0]) {
      assertThat(theirs.EncodeToBytes()).as(item.hex()).hasSize(item.length());
    }
  }

  /// Reads one item through our reader's typed methods into the other implementation's values.
  private static CBORObject read(CborReader reader, Bytes item, boolean[] indefinite)
      throws CborException {
    return switch (item.at(reader.offset()) >>> 5) {
      case 0, 1 -> CBORObject.FromObject(reader.integer());
      case 2 -> CBORObject.FromObject(reader.byteString().toByteArray());
      case 3 -> CBORObject.FromObject(reader.textString());
      case 4 -> {
        CBORObject array = CBORObject.NewArray();
        int count = reader.arrayHeader();
        indefinite[0] |= count == CborReader.INDEFINITE;
        while (reader.more(count, array.size())) {
          array.Add(read(reader, item, indefinite));
        }
        yield array;
      }
      case 5 -> {
        CBORObject map = CBORObject.NewMap();
        int count = reader.mapHeader();
        indefinite[0] |= count == CborReader.INDEFINITE;
        for (int pairs = 0; reader.more(count, pairs); pairs++) {
          CBORObject key = read(reader, item, indefinite);
          assertThat(map.ContainsKey(key)).as("key twice in %s", item).isFalse();
          map.Add(key, read(reader, item, indefinite));
        }
        yield map;
      }
      default -> {
        if (reader.nullIf()) {
          yield CBORObject.Null;
        }
        boolean value = item.at(reader.offset()) == 0xf5;
        reader.skip();
        yield CBORObject.FromObject(value);
      }
    };
  }
}
