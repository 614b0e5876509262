// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import dev.strongroom.results.Corim.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Reads measurement values of Intel's profile (draft-cds-rats-intel-corim-profile-06, 8): numbers
/// and sets with operators in tags of their own, and values under a mask.
final class IntelValues {
  private static final int NUMERIC = 60_010;
  private static final int DIGESTS = 60_020;
  private static final int TEXTS = 60_021;
  private static final int EXACT = 552;
  private static final int LEAST = 553;
  private static final int RAW = 560;
  private static final int MASKED = 563;
  private static final int RANGE = 564;

  private static final int GREATER_OR_EQUAL = 2;
  private static final int MEMBER = 6;
  private static final int NOT_MEMBER = 7;

  // CBOR's major types (RFC 8949, 3.1).
  private static final int UNSIGNED = 0;
  private static final int BYTES = 2;
  private static final int ARRAY = 4;

  private static final int MOST_MEMBERS = 64;
  private static final int LAST_ALGORITHM = 255;
  private static final Pattern NAME = Pattern.compile("[!-~]([ -~]{0,62}[!-~])?");

  private final Bytes input;
  private final CborReader reader;

  /// @param reader of `input`, from its beginning
  IntelValues(Bytes input, CborReader reader) {
    this.input = input;
    this.reader = reader;
  }

  /// Reads a map of values.
  ///
  /// @param values where they go, by code point
  void read(Map<Integer, Corim.Value> values) throws CborException, ResultException {
    CorimKeys keys = new CorimKeys(reader);
    while (keys.more()) {
      int key = keys.key();
      IntelMeasurement measurement =
          IntelMeasurement.coded(key)
              .orElseThrow(
                  () -> CorimReader.malformed("a value that the profile doesn't define: " + key));
      if (values.put(key, value(measurement)) != null) {
        throw CorimReader.malformed("two of " + measurement);
      }
    }
  }

  private Corim.Value value(IntelMeasurement measurement) throws CborException, ResultException {
    return switch (measurement) {
      case VENDOR -> new Corim.Text(name(measurement));
      case SECURITY_VERSION -> range(measurement, true);
      case EVALUATION -> range(measurement, false);
      case PRODUCT -> major() == BYTES ? raw() : exactly(number(measurement));
      case PLATFORM_INSTANCE -> raw();
      case MISC_SELECT, ATTRIBUTES -> masked(measurement);
      case MEASUREMENT, SIGNER -> digests(measurement);
      case STATUS, ADVISORIES -> texts(measurement);
      case MODEL, TCB_DATE, INSTANCE, PCE, KEYS, COMPONENTS ->
          throw CorimReader.notExpressible(measurement + ": policies say nothing of it");
    };
  }

  /// The type of what stands next; nothing that there is if the input ends.
  private int major() {
    return reader.offset() < input.length() ? input.at(reader.offset()) >>> 5 : -1;
  }

  private Corim.Raw raw() throws CborException {
    return new Corim.Raw(reader.byteString());
  }

  private long number(IntelMeasurement measurement) throws CborException, ResultException {
    long number = reader.integer();
    if (number < 0) {
      throw CorimReader.malformed(measurement + ": a negative number");
    }
    return number;
  }

  private static Corim.Range exactly(long number) {
    return new Corim.Range(OptionalLong.of(number), OptionalLong.of(number));
  }

  /// A number, or bounds of one (8.2.2; ranges and SVNs as in draft-ietf-rats-corim-10, 5.1.4).
  ///
  /// @param svn whether the tags of security versions may stand here
  private Corim.Range range(IntelMeasurement measurement, boolean svn)
      throws CborException, ResultException {
    if (reader.tagIf(NUMERIC)) {
      reader.arrayHeader(2);
      long operator = reader.integer();
      if (operator != GREATER_OR_EQUAL) {
        throw CorimReader.malformed(
            measurement + ": operator " + operator + ", where the profile has ge alone");
      }
      return new Corim.Range(OptionalLong.of(number(measurement)), OptionalLong.empty());
    }
    if (reader.tagIf(RANGE)) {
      reader.arrayHeader(2);
      OptionalLong least = bound(measurement);
      OptionalLong most = bound(measurement);
      if (least.orElse(0) > most.orElse(Long.MAX_VALUE)) {
        throw CorimReader.malformed(measurement + ": an empty range");
      }
      return new Corim.Range(least, most);
    }
    if (svn && reader.tagIf(LEAST)) {
      return new Corim.Range(OptionalLong.of(number(measurement)), OptionalLong.empty());
    }
    if (svn) {
      reader.tagIf(EXACT);
    }
    return exactly(number(measurement));
  }

  private OptionalLong bound(IntelMeasurement measurement) throws CborException, ResultException {
    return reader.nullIf() ? OptionalLong.empty() : OptionalLong.of(number(measurement));
  }

  /// Bytes, of which those bits count that are set in the mask. Section 8.1.1 says in words that
  /// the mask tells which are ignored; its examples, and draft-ietf-rats-corim-10 that the tag is
  /// from, have it this way.
  private Corim.Masked masked(IntelMeasurement measurement) throws CborException, ResultException {
    if (!reader.tagIf(MASKED)) {
      reader.tagIf(RAW);
      Bytes value = reader.byteString();
      return new Corim.Masked(value, Bytes.fromHex("ff".repeat(value.length())));
    }
    reader.arrayHeader(2);
    Bytes value = reader.byteString();
    Bytes mask = reader.byteString();
    if (value.length() != mask.length() || mask.isAllZero()) {
      throw CorimReader.malformed(
          measurement + ": a mask of another length than the value's, or of nothing");
    }
    return new Corim.Masked(value, mask);
  }

  private Relation relation(IntelMeasurement measurement) throws CborException, ResultException {
    reader.arrayHeader(2);
    long operator = reader.integer();
    if (operator == MEMBER) {
      return Relation.MEMBER;
    }
    if (operator == NOT_MEMBER) {
      return Relation.NOT_MEMBER;
    }
    throw CorimReader.malformed(
        measurement + ": operator " + operator + ", where the profile has those of sets");
  }

  /// A digest, a list of them, or an expression with one (8.3.5).
  private Corim.DigestSet digests(IntelMeasurement measurement)
      throws CborException, ResultException {
    Relation relation = reader.tagIf(DIGESTS) ? relation(measurement) : Relation.EQUAL;
    if (major() != ARRAY) {
      throw CorimReader.malformed(measurement + ": neither digests nor an expression with digests");
    }
    int count = reader.arrayHeader();
    List<Corim.Digest> digests = new ArrayList<>();
    if (relation == Relation.EQUAL && count == 2 && major() == UNSIGNED) {
      digests.add(digest(measurement));
    } else {
      for (int read = 0; reader.more(count, read); read++) {
        reader.arrayHeader(2);
        Corim.Digest digest = digest(measurement);
        if (digests.contains(digest) || digests.size() == MOST_MEMBERS) {
          throw CorimReader.malformed(measurement + ": a digest that stood before, or too many");
        }
        digests.add(digest);
      }
    }
    return new Corim.DigestSet(relation, digests);
  }

  private Corim.Digest digest(IntelMeasurement measurement) throws CborException, ResultException {
    long algorithm = number(measurement);
    Bytes value = reader.byteString();
    if (algorithm == 0 || algorithm > LAST_ALGORITHM || value.isEmpty()) {
      throw CorimReader.malformed(
          measurement + ": a digest of an unknown algorithm, or an empty one");
    }
    return new Corim.Digest((int) algorithm, value);
  }

  private Corim.TextSet texts(IntelMeasurement measurement) throws CborException, ResultException {
    Relation relation = reader.tagIf(TEXTS) ? relation(measurement) : Relation.EQUAL;
    if (major() != ARRAY) {
      throw CorimReader.malformed(measurement + ": neither names nor an expression with names");
    }
    int count = reader.arrayHeader();
    List<String> texts = new ArrayList<>();
    for (int read = 0; reader.more(count, read); read++) {
      String text = name(measurement);
      if (texts.contains(text) || texts.size() == MOST_MEMBERS) {
        throw CorimReader.malformed(measurement + ": a name that stood before, or too many");
      }
      texts.add(text);
    }
    return new Corim.TextSet(relation, texts);
  }

  private String name(IntelMeasurement measurement) throws CborException, ResultException {
    String text = reader.textString();
    if (!NAME.matcher(text).matches()) {
      throw CorimReader.malformed(measurement + ": a name that isn't 1 to 64 visible characters");
    }
    return text;
  }
}
