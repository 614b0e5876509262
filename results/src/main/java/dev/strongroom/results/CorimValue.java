// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Reads measurement values (draft-ietf-rats-corim-10, 5.1.4.1.4): one of version, security
/// version, digests and raw bytes. Masks are refused: values under one mean something else.
final class CorimValue {
  private static final int VERSION = 0;
  private static final int SVN = 1;
  private static final int DIGESTS = 2;
  private static final int RAW_VALUE = 4;
  private static final int EXACT = 552;
  private static final int LEAST = 553;
  private static final int RAW = 560;

  private CorimValue() {}

  static Corim.Value read(CborReader reader) throws CborException, ResultException {
    Optional<Corim.Value> value = Optional.empty();
    CorimKeys keys = new CorimKeys(reader);
    while (keys.more()) {
      Corim.Value read =
          switch (keys.key()) {
            case VERSION -> version(reader);
            case SVN -> svn(reader);
            case DIGESTS -> digests(reader);
            case RAW_VALUE -> {
              if (!reader.tagIf(RAW)) {
                throw CorimReader.malformed("a raw value without its tag");
              }
              yield new Corim.Raw(reader.byteString());
            }
            default -> throw CorimReader.malformed("a value that isn't understood: " + keys.key());
          };
      if (value.isPresent()) {
        throw CorimReader.malformed("two values of one measurement");
      }
      value = Optional.of(read);
    }
    return value.orElseThrow(() -> CorimReader.malformed("a measurement without a value"));
  }

  private static Corim.Value version(CborReader reader) throws CborException, ResultException {
    String text = "";
    CorimKeys keys = new CorimKeys(reader);
    while (keys.more()) {
      if (keys.key() == 0) {
        text = reader.textString();
      } else {
        reader.skip();
      }
    }
    return new Corim.Version(text);
  }

  private static Corim.Value svn(CborReader reader) throws CborException {
    boolean least = reader.tagIf(LEAST);
    if (!least) {
      reader.tagIf(EXACT);
    }
    return new Corim.Svn(reader.unsigned(), least);
  }

  private static Corim.Value digests(CborReader reader) throws CborException, ResultException {
    Map<Integer, Bytes> digests = new HashMap<>();
    int count = reader.arrayHeader();
    for (int read = 0; reader.more(count, read); read++) {
      reader.arrayHeader(2);
      long algorithm = reader.integer();
      if (algorithm < 0
          || algorithm > 255
          || digests.put((int) algorithm, reader.byteString()) != null) {
        throw CorimReader.malformed("two digests of one algorithm, or an unknown one");
      }
    }
    if (digests.isEmpty()) {
      throw CorimReader.malformed("no digest");
    }
    return new Corim.Digests(digests);
  }
}
